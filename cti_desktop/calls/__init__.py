"""The domain, pure Python: calls as the fold of what anybody observed or typed about them."""
