-- A recipient that brings nothing but a client's id has the addresses that the client has now.
    left join clients c on c.id = case
        when client_id ~ '^[0-9]{1,18}$' and coalesce(d.email, d.phone_number, d.telegram_id, d.user_id) is null
            then client_id::bigint
    end
