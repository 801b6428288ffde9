using System;
using System.Data.Common;
using Ackwell.Native;

namespace Ackwell;

/// <content>Claims in the transaction of the shop's own work.</content>
public sealed partial class Receiver
{
    /// <summary>
    /// Verifies a request, claims its delivery in a transaction of the shop's own database, has
    /// <paramref name="fulfil"/> do the work in the same transaction if it is the first, and commits
    /// both together: <b>exactly once</b>, whatever crashes.
    /// </summary>
    /// <remarks>
    /// As <see cref="Handle(Request, Ledger, Action{Notification})"/> otherwise: what is not answered
    /// with success is one line of the log. What the work does elsewhere (mails, other services) is
    /// not part of the transaction and may happen again. The ledger's tables must be in that
    /// database: <see cref="TransactionLedger.CreateTables"/>, or <c>ackwell ledger migrate</c>.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="connection">
    /// An open connection to SQLite, PostgreSQL, MySQL or MariaDB, without a transaction.
    /// </param>
    /// <param name="fulfil">
    /// The shop's own work, which writes in the transaction that it is given. It throws if it cannot
    /// be done, and returns when it is done: a function that is asynchronous is refused.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="fulfil"/> would return before its work is done, or the connection is not of a
    /// database that is known. Nothing was claimed.
    /// </exception>
    public Acknowledgement HandleInTransaction(
        Request request, DbConnection connection, Action<Notification, DbTransaction> fulfil) =>
        HandleOutcomeInTransaction(request, connection, fulfil).Acknowledgement;

    /// <summary>As <see cref="HandleInTransaction"/>, and returns the whole outcome.</summary>
    /// <param name="request">The request.</param>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <exception cref="ArgumentException">As <see cref="HandleInTransaction"/>.</exception>
    public Outcome HandleOutcomeInTransaction(
        Request request, DbConnection connection, Action<Notification, DbTransaction> fulfil)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(connection);
        Fulfilment.CheckSynchronous(fulfil);
        try
        {
            Notification? notification = Verified(request, out _, out nint refusal);
            return Told(notification is null ? Outcome.Refused(refusal) : OutcomeInTransaction(notification, connection, fulfil), null);
        }
        catch (Exception)
        {
            AckwellTelemetry.Count(Provider, OutcomeKind.Unavailable, Code.Internal);
            throw;
        }
    }

    private static Outcome OutcomeInTransaction(
        Notification notification, DbConnection connection, Action<Notification, DbTransaction> fulfil)
    {
        Delivery? delivery = null;
        Conflict? conflict = null;
        Exception? thrown = null;
        OutcomeKind kind;
        (Code Code, string Cause)? why;
        try
        {
            // What is not committed is rolled back where this ends.
            using DbTransaction transaction = connection.BeginTransaction();
            TransactionLedger ledger = new(transaction);
            (delivery, why, conflict) = ledger.Claimed(notification);
            kind = delivery == Delivery.First ? OutcomeKind.Fulfilled : OutcomeKindNames.FromText(delivery.Value.ToText());
            if (delivery == Delivery.First)
            {
                AckwellTelemetry.Work work = AckwellTelemetry.Begin(notification);
                try
                {
                    fulfil(notification, transaction);
                }
                catch (Exception problem)
                {
                    thrown = problem;
                }
                work.End(thrown);
                if (thrown is null)
                {
                    ledger.Confirm(notification);
                }
            }
            if (thrown is null)
            {
                transaction.Commit();
            }
            else
            {
                (kind, why) = (OutcomeKind.Failed, (Code.FulfilmentFailed, Cause(thrown)));
            }
        }
        catch (Exception problem) when (problem is AckwellException or DbException)
        {
            kind = delivery is null ? OutcomeKind.Unavailable : OutcomeKind.Failed;
            why = problem is AckwellException known ? (known.Code, known.Message) : (Code.LedgerUnavailable, Cause(problem));
        }
        uint status = why is { } failure ? Methods.Failure(failure.Code) : 0;
        using NotificationHandle whole = notification.Unsealed();
        nint outcome = Methods.ackwell_outcome_in_transaction(whole, (uint)kind, status, why?.Cause);
        return new Outcome(outcome) { Notification = notification, Delivery = delivery, Conflict = conflict, Exception = thrown };

        static string Cause(Exception problem) => $"{problem.GetType().Name}: {problem.Message}";
    }
}
