;; Keeps entries in the order they came.
(ns bank.ledger
  "Entries and what they add up to."
  (:require [clojure.string :as str]
            [money.amount :refer [plus zero]])
  (:import (java.util UUID)))

(def limit 1000)

(defonce state (atom []))

(defrecord Entry [name amount])

(defprotocol Book
  (book [this entry])
  (close [this]))

;; Adds one entry.
(defn add
  "Adds one entry; it has to fit."
  [ledger entry]
  (if (>= (count ledger) limit)
    (throw (ex-info "too many" {:entry entry}))
    (conj ledger entry)))

(defn- total [ledger]
  (reduce plus zero (map :amount ledger)))

(defn find-entry [ledger name]
  (throw (UnsupportedOperationException. "not implemented")))

(defmulti describe :kind)

(defmethod describe :debit [entry]
  (str "debit " (:name entry)))

(defmacro twice [form]
  `(do ~form ~form))

(defn reset-all! []
  (reset! state []) ; in place
  nil)
