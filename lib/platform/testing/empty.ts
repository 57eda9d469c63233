// What `server-only` is under test: the package itself throws outside Next's server bundles.
export {}
