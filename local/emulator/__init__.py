"""ministack, the AWS emulator, and its clients."""
