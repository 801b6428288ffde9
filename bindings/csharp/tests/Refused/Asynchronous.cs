using System;
using System.Threading.Tasks;

namespace Ackwell.Refused;

/// <summary>
/// Code that must not compile, because it would acknowledge a payment before its work has ended.
/// Each such line ends with what the compiler must say of it; <c>.ci/csharp/refused.py</c> compares, and
/// every other line must compile.
/// </summary>
internal static class Asynchronous
{
    private static Task MarkPaid(Notification notification) => Task.FromResult(notification);

    private static Task<int> CountPaid(Notification notification) => Task.FromResult(notification.Kind.Length);

    private static ValueTask Ship(Notification notification) => new(MarkPaid(notification));

    private static ValueTask<int> CountShipped(Notification notification) => new(CountPaid(notification));

    private static void Note(Notification notification) => Console.WriteLine(notification);

    private static int Count(Notification notification) => notification.Kind.Length;

    internal static void Handle(Receiver receiver, Request request, Ledger ledger)
    {
        receiver.Handle(request, ledger, async _ => { await Task.Delay(100); }); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, async _ => await Task.Delay(100)); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, async _ => { await Task.Delay(100); throw new InvalidOperationException(); }); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, async notification => await CountPaid(notification)); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, async delegate { await Task.Delay(100); }); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, notification => MarkPaid(notification)); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, notification => { return MarkPaid(notification); }); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, notification => CountPaid(notification)); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, notification => Ship(notification)); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, notification => CountShipped(notification)); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, MarkPaid); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, CountPaid); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, Ship); // CS0619 use HandleAsync
        receiver.Handle(request, ledger, CountShipped); // CS0619 use HandleAsync
        Func<Notification, Task> task = MarkPaid;
        receiver.Handle(request, ledger, task); // CS0619 use HandleAsync
        Func<Notification, ValueTask> valueTask = Ship;
        receiver.Handle(request, ledger, valueTask); // CS0619 use HandleAsync
    }

    internal static void HandleOutcome(Receiver receiver, Request request, Ledger ledger)
    {
        receiver.HandleOutcome(request, ledger, async _ => await Task.Delay(100)); // CS0619 use HandleOutcomeAsync
        receiver.HandleOutcome(request, ledger, notification => MarkPaid(notification)); // CS0619 use HandleOutcomeAsync
        receiver.HandleOutcome(request, ledger, notification => Ship(notification)); // CS0619 use HandleOutcomeAsync
        receiver.HandleOutcome(request, ledger, notification => CountShipped(notification)); // CS0619 use HandleOutcomeAsync
        receiver.HandleOutcome(request, ledger, MarkPaid); // CS0619 use HandleOutcomeAsync
    }

    internal static async Task WhatIsFine(Receiver receiver, Request request, Ledger ledger)
    {
        int count = 0;
        receiver.Handle(request, ledger, Note);
        receiver.Handle(request, ledger, Count);
        receiver.Handle(request, ledger, _ => { });
        receiver.Handle(request, ledger, _ => count++);
        receiver.Handle(request, ledger, notification => Note(notification));
        receiver.Handle(request, ledger, notification => { Note(notification); });
        receiver.Handle(request, ledger, _ => throw new InvalidOperationException());
        receiver.HandleOutcome(request, ledger, _ => { throw new InvalidOperationException(); });
        receiver.HandleOutcome(request, ledger, delegate { Note(receiver.Verify(request)); });
        await receiver.HandleAsync(request, ledger, MarkPaid);
        await receiver.HandleAsync(request, ledger, CountPaid);
        await receiver.HandleAsync(request, ledger, async notification => await Ship(notification));
        await receiver.HandleOutcomeAsync(request, ledger, async (notification, cancellation) => await MarkPaid(notification).WaitAsync(cancellation));
        await receiver.HandleOutcomeAsync(request, ledger, _ => throw new InvalidOperationException());
    }
}
