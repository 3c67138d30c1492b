;;; treewright.el --- Write code with a language server  -*- lexical-binding: t; -*-

;; Registers treewright with eglot or lsp-mode, and has an instruction carried out on the region.
;; Writes no prompts and parses nothing.
;; Package-Requires: ((emacs "28.1"))

;;; Commentary:

;; Put this folder on `load-path', then one of
;;   (require 'treewright) (treewright-use-eglot)
;;   (require 'treewright) (treewright-use-lsp-mode)

;;; Code:

(require 'seq)

(defgroup treewright nil
  "Write code with a language server."
  :group 'tools)

(defcustom treewright-command '("treewright" "--stdio")
  "Program and arguments that start the server."
  :type '(repeat string))

(defcustom treewright-modes
  '(python-mode python-ts-mode js-mode js-ts-mode js2-mode
    typescript-mode typescript-ts-mode tsx-ts-mode)
  "Major modes in which the server is used."
  :type '(repeat symbol))

(declare-function eglot-current-server "eglot")
(declare-function eglot--TextDocumentIdentifier "eglot")
(declare-function eglot--pos-to-lsp-position "eglot")
(declare-function eglot--signal-textDocument/didChange "eglot")
(declare-function jsonrpc-async-request "jsonrpc")
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-request-async "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")
(declare-function lsp--region-to-range "lsp-mode")
(defvar eglot-server-programs)
(defvar lsp-mode)

;;;###autoload
(defun treewright-use-eglot ()
  "Make eglot start treewright in `treewright-modes'.
Eglot runs one server in a buffer: this one stands before others of these modes."
  (with-eval-after-load 'eglot
    (add-to-list 'eglot-server-programs (cons treewright-modes treewright-command))))

;;;###autoload
(defun treewright-use-lsp-mode ()
  "Make lsp-mode start treewright in `treewright-modes', beside other servers."
  (with-eval-after-load 'lsp-mode
    (lsp-register-client
     (make-lsp-client :new-connection (lsp-stdio-connection (lambda () treewright-command))
                      :major-modes treewright-modes
                      :server-id 'treewright
                      :add-on? t
                      :priority -1))))

;;;###autoload
(defun treewright-instruct (instruction beg end)
  "Have the code between BEG and END rewritten as INSTRUCTION says.
Without a region it is the function or class at point.
The server works in the background and applies the edit when it is ready."
  (interactive
   (let ((instruction (read-string "Instruction: ")))
     (if (use-region-p)
         (list instruction (region-beginning) (region-end))
       (list instruction (point) (point)))))
  (treewright-act "apply-instruction" beg end instruction))

(defun treewright-act (action beg end &optional instruction)
  "Have ACTION done between BEG and END, with INSTRUCTION where it takes one."
  (cond ((bound-and-true-p lsp-mode)
         (treewright--run-lsp-mode action beg end instruction))
        ((and (featurep 'eglot) (eglot-current-server))
         (treewright--run-eglot action beg end instruction))
        (t (user-error "No language server is running in this buffer"))))

(defun treewright--arguments (action uri range instruction)
  "Arguments of `treewright.run' for ACTION on RANGE of URI, with INSTRUCTION."
  (vector (append (list :v 1 :actionId action :uri uri :span range)
                  (when instruction (list :instruction instruction)))))

(defun treewright--run-eglot (action beg end instruction)
  "Send ACTION on BEG and END, with INSTRUCTION, through eglot."
  (eglot--signal-textDocument/didChange)
  (jsonrpc-async-request
   (eglot-current-server) :workspace/executeCommand
   (list :command "treewright.run"
         :arguments (treewright--arguments
                     action
                     (plist-get (eglot--TextDocumentIdentifier) :uri)
                     (list :start (eglot--pos-to-lsp-position beg)
                           :end (eglot--pos-to-lsp-position end))
                     instruction))
   :success-fn #'ignore
   :error-fn (lambda (failure)
               (message "treewright: %s" (plist-get failure :message)))))

(defun treewright--run-lsp-mode (action beg end instruction)
  "Send ACTION on BEG and END, with INSTRUCTION, through lsp-mode."
  (lsp-request-async
   "workspace/executeCommand"
   (list :command "treewright.run"
         :arguments (treewright--arguments
                     action (lsp--buffer-uri) (lsp--region-to-range beg end) instruction))
   #'ignore
   :error-handler (lambda (failure)
                    (message "treewright: %s" (gethash "message" failure)))))

(provide 'treewright)
;;; treewright.el ends here
