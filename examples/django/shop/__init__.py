"""A tiny shop: orders in SQLite, paid by LianLian or PingPong."""
