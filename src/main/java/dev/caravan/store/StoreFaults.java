package dev.caravan.store;

import java.io.IOException;
import java.sql.SQLException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a store that is away for a while from a statement that is wrong. */
public final class StoreFaults {

    private StoreFaults() {}

    /** Whether the statement may well succeed once the store is back: connection lost, shutting down, out of resources. */
    public static boolean unreachable(Throwable e) {
        if (e instanceof CannotGetJdbcConnectionException
                || e instanceof CannotCreateTransactionException
                || e instanceof DataAccessResourceFailureException
                || e instanceof TransientDataAccessException) {
            return true;
        }
        Throwable root = NestedExceptionUtils.getMostSpecificCause(e);
        if (root instanceof SQLException sql && sql.getSQLState() != null) {
            // PostgreSQL Appendix A: 08 connection, 53 resources, 57 operator intervention, 58 system, 25006 read-only
            String state = sql.getSQLState();
            return state.startsWith("08")
                    || state.startsWith("53")
                    || state.startsWith("57")
                    || state.startsWith("58")
                    || state.equals("25006");
        }
        return root instanceof IOException;
    }
}
