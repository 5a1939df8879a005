//! The one table of refusals.
