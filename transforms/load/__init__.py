"""One batch, one transaction: loaded, recorded in the ledger, recovered, replayed."""
