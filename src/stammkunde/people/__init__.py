"""Who the business deals with: customers."""
