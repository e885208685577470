"""What tests of several kinds share: databases, browsers, stand-ins of the outside world."""
