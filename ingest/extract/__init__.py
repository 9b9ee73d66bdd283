"""Any document becomes candidate facts: readers make text with parts, and everything after looks at those."""
