using System;
using System.Collections.Generic;
using System.Data.Common;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Threading;
using Ackwell;

/// <summary>
/// A worker for one_ledger.py that claims in transactions of its own ADO.NET connection:
/// <c>FOLDER-OF-NPGSQL CONNECTION-STRING CONFIG PEER SEED CONFLICT HIDES</c>, with a body in base64 a line on
/// standard input. Prints <c>ready</c>; what it fulfils it writes into the table <c>fulfilled</c>, in
/// the transaction of the claim. CONFLICT, in base64 too, contradicts one of them and is claimed last.
/// HIDES is another notification, whose work hides a statement that fails.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var folder, var where, var config, var peer, var seed, var conflict, var hides])
        {
            return 2;
        }
        AckwellLog.Writer = static _ => { };
        using DbConnection connection = Connect(folder, where);
        TransactionLedger.CreateTables(connection);
        Receiver receiver = AckwellConfiguration.Parse(config).CreateReceiver(Provider.LianLian);
        Console.WriteLine("ready");

        List<byte[]> bodies = [];
        while (Console.ReadLine() is { Length: > 0 } line)
        {
            bodies.Add(Convert.FromBase64String(line));
        }
        Random order = new(int.Parse(seed));
        bodies = [.. bodies.OrderBy(_ => order.Next())];
        Check(bodies.Count > 0, "no bodies came");
        WorkThatThrowsIsNotKept(receiver, connection, new Request(bodies[0], null, peer));
        foreach (byte[] body in bodies)
        {
            Request request = new(body, null, peer);
            for (int attempt = 0; ; attempt++)
            {
                Outcome outcome = receiver.HandleOutcomeInTransaction(request, connection, Fulfil);
                if (outcome.Refusal is null)
                {
                    break;
                }
                Check(attempt < 2000, outcome.ToString());
                Thread.Sleep(5);
            }
        }

        WorkThatHidesAFailureIsNotAcknowledged(receiver, connection, new Request(Convert.FromBase64String(hides), null, peer));
        Request contradicts = new(Convert.FromBase64String(conflict), null, peer);
        Outcome refused = receiver.HandleOutcomeInTransaction(
            contradicts, connection, (_, _) => throw new InvalidOperationException("a conflict was fulfilled"));
        Check(refused.Code == Code.Conflict && refused.Acknowledgement.Status == 409, refused.ToString());
        Check(refused.Refusal!.Message.Contains("another amount", StringComparison.Ordinal), refused.ToString());
        Check(refused is { Kind: OutcomeKind.Conflict, Conflict.Times: > 0, Exception: null }, refused.ToJson());
        using DbTransaction transaction = connection.BeginTransaction();
        TransactionLedger ledger = new(transaction);
        Check(ledger.Claim(receiver.Verify(contradicts), out Refusal? why) == Delivery.Conflict && why!.Code == Code.Conflict, "no conflict");
        Check(ledger.EarlierPayment(receiver.Verify(contradicts)) is null, "paid before?");
        transaction.Commit();
        _ = Throws<ArgumentException>(() => receiver.HandleInTransaction(contradicts, connection, Later));
        return 0;
    }

#pragma warning disable CS1998 // That it awaits nothing does not matter: it must be refused.
    private static async void Later(Notification notification, DbTransaction transaction)
    {
    }
#pragma warning restore CS1998

    private static void Fulfil(Notification notification, DbTransaction transaction)
    {
        Thread.Sleep(2);
        using DbCommand insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO fulfilled VALUES (@p1, 'ado')";
        DbParameter number = insert.CreateParameter();
        number.ParameterName = "p1";
        number.Value = notification.OrderNo!;
        _ = insert.Parameters.Add(number);
        _ = insert.ExecuteNonQuery();
    }

    private static void WorkThatThrowsIsNotKept(Receiver receiver, DbConnection connection, Request request)
    {
        bool called = false;
        Outcome outcome = receiver.HandleOutcomeInTransaction(request, connection, (notification, transaction) =>
        {
            called = true;
            Fulfil(notification, transaction);
            throw new InvalidOperationException("no stock");
        });
        // Another worker may have been quicker.
        Check(!called || outcome is { Kind: OutcomeKind.Failed, Code: Code.FulfilmentFailed, Acknowledgement.Status: 500 }, outcome.LogLine);
        Check(!called || outcome.Exception is InvalidOperationException, outcome.LogLine);
    }

    /// <summary>PostgreSQL rolls back on COMMIT then, without an error: nothing is kept.</summary>
    private static void WorkThatHidesAFailureIsNotAcknowledged(Receiver receiver, DbConnection connection, Request request)
    {
        Outcome outcome = receiver.HandleOutcomeInTransaction(request, connection, (notification, transaction) =>
        {
            Fulfil(notification, transaction);
            using DbCommand fails = connection.CreateCommand();
            fails.Transaction = transaction;
            fails.CommandText = "SELECT nothing FROM nowhere";
            _ = Throws<DbException>(() => fails.ExecuteNonQuery());
        });
        Check(outcome is { Kind: not OutcomeKind.Fulfilled, Acknowledgement.Status: not 200 }, outcome.LogLine);
    }

    /// <summary>Npgsql, the provider for PostgreSQL; what it needs is beside it.</summary>
    private static DbConnection Connect(string folder, string where)
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string file = Path.Combine(folder, $"{name.Name}.dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        Assembly provider = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(folder, "Npgsql.dll")));
        FieldInfo instance = provider.GetType("Npgsql.NpgsqlFactory", throwOnError: true)!.GetField("Instance")!;
        DbConnection connection = ((DbProviderFactory)instance.GetValue(null)!).CreateConnection()!;
        connection.ConnectionString = where;
        connection.Open();
        return connection;
    }

    private static TProblem Throws<TProblem>(Action action)
        where TProblem : Exception
    {
        try
        {
            action();
        }
        catch (TProblem problem)
        {
            return problem;
        }
        throw new InvalidOperationException($"{typeof(TProblem).Name} was not thrown");
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
