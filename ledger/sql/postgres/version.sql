SELECT to_regclass('ackwell_schema') IS NOT NULL
