"""The invented schools of `manage.py create_demo`: everything is made through the services of the other apps."""
