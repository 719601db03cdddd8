//! Nothing: the schema lies in the source of the dependency.
