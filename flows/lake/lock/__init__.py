"""Who may write to the lake: one run at a time, by a lock of the kernel or by a lease in an object store."""
