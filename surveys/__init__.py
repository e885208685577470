"""The domain: questionnaires, conversations, invitations, the roster, and how they are kept."""
