"""Code on what strangers sent, in processes of its own: how they are started and ended, and their limits."""
