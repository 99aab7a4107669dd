"""What can be wrong in a pack, a module a kind of table; each finding says where, what, and what to do."""
