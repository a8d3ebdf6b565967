"""The edge: access rule, forms, one commit per request, filters, errors, navigation."""
