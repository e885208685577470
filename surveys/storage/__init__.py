"""How the domain is kept: models, sealing, the store, migrations."""
