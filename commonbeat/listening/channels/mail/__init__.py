"""Mail: from bytes to what somebody said, and back."""
