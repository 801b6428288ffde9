using System;
using System.Data.Common;

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

    /// <summary>As <see cref="HandleInTransaction"/>, and tells what happened.</summary>
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
        Outcome outcome;
        try
        {
            outcome = TryVerify(request, out Notification? notification, out Refusal? refusal)
                ? OutcomeInTransaction(notification, connection, fulfil)
                : Refused(refusal);
        }
        catch (Exception)
        {
            AckwellTelemetry.CountRefused(Provider, Code.Internal);
            throw;
        }
        AckwellTelemetry.Count(Provider, outcome);
        AckwellLog.Write(outcome, null);
        return outcome;
    }

    private static Outcome OutcomeInTransaction(
        Notification notification, DbConnection connection, Action<Notification, DbTransaction> fulfil)
    {
        Delivery? delivery = null;
        try
        {
            // What is not committed is rolled back where this ends.
            using DbTransaction transaction = connection.BeginTransaction();
            delivery = new TransactionLedger(transaction).Claim(notification, out Refusal? refusal);
            if (delivery == Delivery.First)
            {
                AckwellTelemetry.Work work = AckwellTelemetry.Begin(notification);
                try
                {
                    fulfil(notification, transaction);
                }
                catch (Exception problem)
                {
                    work.End(problem);
                    string cause = $"{problem.GetType().Name}: {problem.Message}";
                    return Failed(notification, Refusal.Of(notification, Code.FulfilmentFailed, cause), delivery, problem);
                }
                work.End(null);
            }
            transaction.Commit();
            Acknowledgement answer = refusal?.Acknowledgement ?? notification.Acknowledge();
            return new Outcome(answer, refusal, notification, delivery);
        }
        catch (AckwellException problem)
        {
            return Failed(notification, Refusal.From(notification, problem), delivery, problem);
        }
        catch (DbException problem)
        {
            string cause = $"{problem.GetType().Name}: {problem.Message}";
            return Failed(notification, Refusal.Of(notification, Code.LedgerUnavailable, cause), delivery, problem);
        }
    }
}
