"""Attribution by paths: what channels brought, beyond what one order at a time can tell."""
