;;; emacs.el --- Drives a real Emacs through clients/emacs  -*- lexical-binding: t; -*-
;; `emacs --batch -l emacs.el CLIENT CASE FILE PLUGIN NODE SERVER CONFIG': CLIENT is eglot or lsp-mode, CASE is a defun below.
;; Prints the text of the buffer at the end; what it waits for and does not get ends it with an error.

(setq debug-on-error nil
      make-backup-files nil
      create-lockfiles nil
      load-prefer-newer t)
(package-initialize)

(pcase-let ((`(,client ,case ,file ,plugin . ,command) command-line-args-left))
  (setq command-line-args-left nil)
  (defvar drive-client client)
  (defvar drive-case case)
  (defvar drive-file file)
  (defvar drive-command (list (nth 0 command) (nth 1 command) "--stdio" "--config" (nth 2 command)))
  (add-to-list 'load-path plugin))

(require 'treewright)
(setq treewright-command drive-command)

(defun drive-wait-for (what condition)
  "Wait until CONDITION holds; WHAT it is goes into the error."
  (let ((deadline (+ (float-time) 20)))
    (while (and (not (funcall condition)) (< (float-time) deadline))
      (accept-process-output nil 0.05))
    (unless (funcall condition)
      (error "No %s within 20 s" what))))

(defun drive-open ()
  "Open the file with its language server running."
  (if (equal drive-client "eglot") (drive-open-eglot) (drive-open-lsp-mode)))

(defvar eglot-confirm-server-initiated-edits)
(defvar eglot-sync-connect)
(defun drive-open-eglot ()
  "Open the file under eglot."
  (treewright-use-eglot)
  (require 'eglot)
  (setq eglot-confirm-server-initiated-edits nil
        eglot-sync-connect 20)
  (find-file drive-file)
  (apply #'eglot--connect (eglot--guess-contact))
  (drive-wait-for "server" #'eglot-current-server))

(defvar lsp-session-file)
(defvar lsp-auto-guess-root)
(defvar lsp-enable-file-watchers)
(defvar lsp-enabled-clients)
(defvar lsp-enable-snippet)
(defun drive-open-lsp-mode ()
  "Open the file under lsp-mode."
  (setq lsp-session-file (concat drive-file ".session")
        lsp-auto-guess-root t
        lsp-enable-file-watchers nil
        lsp-enable-snippet nil
        lsp-enabled-clients '(treewright))
  (treewright-use-lsp-mode)
  (require 'lsp-mode)
  (find-file drive-file)
  (lsp)
  (drive-wait-for "server"
                  (lambda () (seq-some (lambda (workspace) (eq 'initialized (lsp--workspace-status workspace)))
                                       (lsp-workspaces)))))

(defun drive-action ()
  "Take the code action at the stub as a user does."
  (search-forward "NotImplemented")
  (if (equal drive-client "eglot")
      (eglot-code-actions (point) (point) "refactor.rewrite.implement.treewright" t)
    (lsp-execute-code-action-by-kind "refactor.rewrite.implement.treewright")))

(defun drive-instruction ()
  "Have an instruction carried out on the function at point."
  (search-forward "def area")
  (treewright-instruct "round to an int" (point) (point)))

(defun drive-docs ()
  "Take another action, found by its kind."
  (search-forward "def area")
  (if (equal drive-client "eglot")
      (eglot-code-actions (point) (point) "refactor.rewrite.docs.treewright" t)
    (lsp-execute-code-action-by-kind "refactor.rewrite.docs.treewright")))

(defun drive-docs-command ()
  "Have the same done by the server's command."
  (search-forward "def area")
  (treewright-act "write-docs" (point) (point)))

(defvar drive-messages nil "What was said, the last first.")

(defun drive-place (where)
  "The position of WHERE, a line from 1 and a column from 0."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- (alist-get 'line where)))
    (+ (point) (alist-get 'column where))))

(defun drive-any ()
  "Have an action done as the JSON in WISH says: from the menu by its kind, or by its name."
  (let* ((wish (json-parse-string (getenv "WISH") :object-type 'alist))
         (beg (drive-place (alist-get 'first wish)))
         (end (drive-place (alist-get 'last wish)))
         (before (buffer-string))
         (path (alist-get 'path wish))
         (words (alist-get 'words wish)))
    (advice-add 'message :before
                (lambda (text &rest values) (when text (push (apply #'format text values) drive-messages))))
    ;; Who is asked takes the first answer.
    (advice-add 'completing-read :override (lambda (_prompt answers &rest _) (let ((first (car answers))) (if (consp first) (car first) first))))
    (when (alist-get 'before wish)
      (treewright-act "apply-instruction" beg end (alist-get 'before wish))
      (drive-wait-for "first change" (lambda () (not (equal before (buffer-string)))))
      (setq before (buffer-string)))
    (goto-char beg)
    (if (equal (alist-get 'way wish) "menu")
        (eglot-code-actions beg end (alist-get 'kind wish) t)
      (treewright-act (alist-get 'id wish) beg end (alist-get 'instruction wish)))
    (cond (path
           (drive-wait-for "new file" (lambda () (> (or (file-attribute-size (file-attributes path)) 0) 0)))
           (princ (with-temp-buffer (insert-file-contents path) (buffer-string))))
          (words
           (drive-wait-for "words" (lambda () (seq-some (lambda (each) (string-search words each)) drive-messages)))
           (princ words))
          (t
           (drive-wait-for "change" (lambda () (not (equal before (buffer-string)))))
           (princ (buffer-substring-no-properties (point-min) (point-max)))))
    (set-buffer-modified-p nil)
    (kill-emacs 0)))

(define-derived-mode typescript-mode prog-mode "TypeScript")
(add-to-list 'auto-mode-alist '("\\.ts\\'" . typescript-mode))
(setq treewright-modes (append treewright-modes '(text-mode)))
(add-to-list 'auto-mode-alist '("COMMIT_EDITMSG\\'" . text-mode))

(drive-open)
(let ((before (buffer-string)))
  (goto-char (point-min))
  (funcall (intern (concat "drive-" drive-case)))
  (drive-wait-for "change" (lambda () (not (equal before (buffer-string))))))
(princ (buffer-substring-no-properties (point-min) (point-max)))
(set-buffer-modified-p nil)
(kill-emacs 0)
;;; emacs.el ends here
