"""What upper apps hand to the shared pages: each app fills these in its AppConfig.ready().

A module for each subject; import from the module. Providers are functions of (access, on) and return plain values;
they must be cheap (a count or a short list).
"""
