{-# LANGUAGE LambdaCase #-}

-- | Keeps entries in the order they came.
module Ledger
  ( Ledger (..)
  , add
  ) where

import Data.List (foldl', sortBy)
import qualified Data.Map.Strict as Map
import Money.Amount

-- | One booking.
data Entry = Entry
  { name :: String
  , amount :: Amount
  }
  deriving (Show, Eq)

data Kind = Debit | Credit

newtype Ledger = Ledger {entries :: [Entry]}

type Balance = Map.Map String Amount

class Bookable a where
  book :: a -> Ledger -> Ledger

instance Bookable Entry where
  book entry ledger = add ledger entry

limit :: Int
limit = 1000

-- | Adds one entry.
-- It has to fit.
add :: Ledger -> Entry -> Ledger
add ledger entry
  | length (entries ledger) >= limit = error "too many"
  | otherwise = ledger {entries = entries ledger ++ [entry]}

total :: Ledger -> Amount
total = foldl' plus zero . map amount . entries
  where
    plus a b = a <> b

find :: String -> Ledger -> Maybe Entry
find wanted ledger = undefined

describe :: Kind -> String
describe Debit = "debit"
describe Credit = "credit"

reset :: Ledger -> IO ()
reset ledger = do
  let count = length (entries ledger)
  putStrLn ("reset " ++ show count) -- in place
  pure ()
