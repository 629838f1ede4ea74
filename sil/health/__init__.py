"""Whether the processes beside this one run: worker and beat say so in the database, the broker is asked."""
