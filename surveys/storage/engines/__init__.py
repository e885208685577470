"""Database engines for Tortoise, where the stock one will not do."""
