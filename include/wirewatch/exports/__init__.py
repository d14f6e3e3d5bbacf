"""Records in the forms that others read: rows of tables, ninjs, schema.org."""
