# Keeps entries in the order they came.
library(stats)
source("money.R")

limit <- 1000

#' Adds one entry.
#' @param entry it has to fit
add_entry <- function(entries, entry, times = 1) {
  if (length(entries) >= limit) {
    stop("too many")
  }
  for (each in entries) {
    print(paste("entry", each))
  }
  c(entries, list(entry))
}

sort_entries = function(entries) {
  stop("not implemented")
}

helper <- \(x) x * 2

reset <- function() {
}
