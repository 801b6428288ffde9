using System;
using System.Buffers;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// The ledger in the shop's own database, through its own ADO.NET connection to SQLite, PostgreSQL,
/// MySQL or MariaDB: claim and work are one transaction, so that each notification is fulfilled
/// <b>exactly once</b>, whatever crashes.
/// </summary>
/// <remarks>
/// <see cref="Receiver.HandleInTransaction"/> does all of it; these are the parts. The tables are the
/// ledger's own: <c>ackwell ledger list</c> and workers with leases see the same rows.
/// </remarks>
public sealed class TransactionLedger
{
    private const string Placeholders = "at";

    private readonly DbConnection connection;
    private readonly DbTransaction? transaction;
    private readonly string dialect;

    /// <summary>The ledger in a transaction that the shop has begun and will commit.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="ArgumentException">The connection is not of a database that is known.</exception>
    public TransactionLedger(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        connection = transaction.Connection
            ?? throw new ArgumentException("the transaction was committed or rolled back", nameof(transaction));
        this.transaction = transaction;
        dialect = DialectOf(connection);
    }

    private TransactionLedger(DbConnection connection)
    {
        this.connection = connection;
        dialect = DialectOf(connection);
    }

    /// <summary>Creates the ledger's tables where they are not there.</summary>
    /// <param name="connection">An open connection.</param>
    /// <exception cref="ArgumentException">The connection is not of a database that is known.</exception>
    /// <exception cref="DbException">The database refuses.</exception>
    public static void CreateTables(DbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        TransactionLedger ledger = new(connection);
        JsonElement statements = Methods.ackwell_statements(ledger.dialect, Placeholders);
        foreach (JsonElement statement in statements.GetProperty("schema").EnumerateArray())
        {
            using DbCommand command = ledger.Command(statement.GetString()!);
            _ = command.ExecuteNonQuery();
        }
    }

    /// <summary>
    /// Claims a delivery in the transaction. After <see cref="Delivery.First"/> do the work in the
    /// same transaction and commit it; after <see cref="Delivery.Conflict"/> commit too, which keeps
    /// the record.
    /// </summary>
    /// <param name="notification">The notification.</param>
    /// <param name="refusal">
    /// Why it must not be fulfilled, with what to answer; <c>null</c> for <see cref="Delivery.First"/>
    /// and <see cref="Delivery.Repeat"/>.
    /// </param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LedgerUnavailable"/>: the tables hold what this version did not write.
    /// </exception>
    /// <exception cref="DbException">The database refuses.</exception>
    public Delivery Claim(Notification notification, out Refusal? refusal)
    {
        (Delivery delivery, (Code Code, string Cause)? why, _) = Claimed(notification);
        refusal = why is var (code, cause) ? Refusal.Of(notification, code, cause) : null;
        return delivery;
    }

    /// <summary>A claim with what its outcome is made of.</summary>
    internal (Delivery Delivery, (Code Code, string Cause)? Why, Conflict? Conflict) Claimed(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        using NotificationHandle whole = notification.Unsealed();
        Members claimed = new(Run(Methods.ackwell_operation_claim(whole, dialect, Placeholders)));
        (Code, string)? why = claimed.FindMembers("refusal") is { } refusal
            ? (CodeNames.FromNumber((uint)refusal.GetCount("number")), refusal.GetText("cause"))
            : null;
        Conflict? conflict = claimed.FindMembers("conflict") is { } found ? Conflict.Of(found) : null;
        return (DeliveryNames.FromText(claimed.GetText("delivery")), why, conflict);
    }

    /// <summary>
    /// Makes sure, after the work and before the commit, that the claim is still part of the
    /// transaction. PostgreSQL rolls back on COMMIT without an error where a statement failed and the
    /// work went on. <see cref="Receiver.HandleInTransaction"/> calls it.
    /// </summary>
    /// <param name="notification">The notification that was fulfilled.</param>
    /// <exception cref="AckwellException">The database has rolled the transaction back.</exception>
    /// <exception cref="DbException">The database refuses.</exception>
    public void Confirm(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        using NotificationHandle whole = notification.Unsealed();
        _ = Run(Methods.ackwell_operation_confirm(whole, dialect, Placeholders));
    }

    /// <summary>
    /// The payment of the same order by another transaction that was committed before; <c>null</c> if
    /// there is none. Ask in the work, before you ship: see <see cref="Ledger.EarlierPayment"/>.
    /// </summary>
    /// <param name="notification">The notification that is being fulfilled.</param>
    /// <exception cref="DbException">The database refuses.</exception>
    public EarlierPayment? EarlierPayment(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        using NotificationHandle whole = notification.Unsealed();
        Members found = new(Run(Methods.ackwell_operation_earlier_payment(whole, dialect, Placeholders)));
        return found.FindMembers("earlier_payment") is { } payment ? Ackwell.EarlierPayment.Of(payment) : null;
    }

    /// <summary>Runs what the native library says, statement by statement, until it is over.</summary>
    private JsonElement Run(nint operation)
    {
        try
        {
            string rows = "";
            while (true)
            {
                JsonElement step = Methods.ackwell_operation_next(operation, rows);
                if (!step.TryGetProperty("run", out JsonElement statement))
                {
                    return step;
                }
                rows = Execute(statement);
            }
        }
        finally
        {
            _ = Methods.ackwell_operation_free(operation);
        }
    }

    /// <summary>Runs one statement. Gives its rows as JSON, or how many it changed.</summary>
    private string Execute(JsonElement statement)
    {
        using DbCommand command = Command(statement.GetProperty("sql").GetString()!);
        int number = 0;
        foreach (JsonElement value in statement.GetProperty("values").EnumerateArray())
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"p{++number}");
            switch (value.ValueKind)
            {
                case JsonValueKind.Number:
                    parameter.DbType = DbType.Int64;
                    parameter.Value = value.GetInt64();
                    break;
                case JsonValueKind.Object:
                    parameter.DbType = DbType.Binary;
                    parameter.Value = Convert.FromHexString(value.GetProperty("hex").GetString()!);
                    break;
                default:
                    parameter.DbType = DbType.String;
                    parameter.Value = value.GetString() ?? (object)DBNull.Value;
                    break;
            }
            _ = command.Parameters.Add(parameter);
        }
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartArray();
        if (statement.GetProperty("reads").GetBoolean())
        {
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                json.WriteStartArray();
                for (int column = 0; column < reader.FieldCount; column++)
                {
                    Write(json, reader.GetValue(column));
                }
                json.WriteEndArray();
            }
        }
        else
        {
            json.WriteStartArray();
            json.WriteNumberValue(command.ExecuteNonQuery());
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A cell. The library takes a number as its text too.</summary>
    private static void Write(Utf8JsonWriter json, object cell)
    {
        switch (cell)
        {
            case DBNull:
                json.WriteNullValue();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case byte[] bytes:
                json.WriteStringValue(bytes);
                break;
            default:
                json.WriteStringValue(Convert.ToString(cell, CultureInfo.InvariantCulture));
                break;
        }
    }

    private DbCommand Command(string sql)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text comes from the native library and holds no value.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        return command;
    }

    /// <summary>By the provider's own names: Npgsql, MySqlConnector, MySql.Data, Microsoft.Data.Sqlite, System.Data.SQLite.</summary>
    private static string DialectOf(DbConnection connection)
    {
        for (Type? type = connection.GetType(); type is not null; type = type.BaseType)
        {
            foreach ((string part, string name) in new[] { ("Npgsql", "postgres"), ("MySql", "mysql"), ("Sqlite", "sqlite") })
            {
                if (type.Name.StartsWith(part, StringComparison.OrdinalIgnoreCase))
                {
                    return name;
                }
            }
        }
        throw new ArgumentException(
            $"{connection.GetType()} is not a connection that is known: the ledger's tables are for SQLite, PostgreSQL, MySQL and MariaDB",
            nameof(connection));
    }
}
