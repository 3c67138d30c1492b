(* Keeps entries in the order they came. *)

open Printf
open Money.Amount

(** One booking. *)
type entry = {
  name : string;
  mutable amount : int;
}

type kind = Debit | Credit of int

exception Full of string

module type BOOK = sig
  type t

  val add : t -> entry -> t
end

let limit = 1000

module Ledger : BOOK = struct
  type t = entry list

  (** Adds one entry. *)
  let add ledger entry =
    if List.length ledger >= limit then raise (Full "too many")
    else entry :: ledger
end

(** Adds up.
    Slowly. *)
let total (ledger : entry list) : int =
  let plus sum entry = sum + entry.amount in
  List.fold_left plus 0 ledger

let rec find name = function
  | [] -> None
  | entry :: rest -> if entry.name = name then Some entry else find name rest

let reset () = failwith "not implemented"

class counter start =
  object (self)
    val mutable count = start

    method next =
      count <- count + 1;
      count

    method show = printf "%d\n" self#next
  end

let describe = function
  | Debit -> "debit"
  | Credit n -> sprintf "credit of %d" n
