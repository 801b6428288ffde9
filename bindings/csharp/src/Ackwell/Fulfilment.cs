using System;
using System.Collections;
using System.Collections.Generic;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// Keeps work from being committed before it has ended: an <c>async void</c> function, a task that
/// nobody awaits, an iterator that nobody walks all return before their work is done.
/// </summary>
internal static class Fulfilment
{
    /// <summary>What the compiler made of a method is looked up once.</summary>
    private static readonly ConditionalWeakTable<MethodInfo, object> Verdicts = [];

    /// <summary>Refuses a function that will return before its work is done.</summary>
    /// <exception cref="ArgumentException">It is asynchronous, or an iterator.</exception>
    internal static void CheckSynchronous(Action<Notification> fulfil)
    {
        ArgumentNullException.ThrowIfNull(fulfil);
        foreach (Delegate each in fulfil.GetInvocationList())
        {
            CheckMethod(each);
        }
    }

    /// <inheritdoc cref="CheckSynchronous(Action{Notification})"/>
    internal static void CheckSynchronous(Action<Notification, DbTransaction> fulfil)
    {
        ArgumentNullException.ThrowIfNull(fulfil);
        foreach (Delegate each in fulfil.GetInvocationList())
        {
            CheckMethod(each);
        }
    }

    /// <inheritdoc cref="CheckSynchronous(Action{Notification})"/>
    internal static void CheckSynchronous<TResult>(Func<Notification, TResult> fulfil)
    {
        ArgumentNullException.ThrowIfNull(fulfil);
        CheckOne(fulfil);
        CheckMethod(fulfil);
        if (Returned<TResult>.Unfinished)
        {
            throw Refused($"returns {typeof(TResult).Name}, which nothing here awaits or walks");
        }
    }

    /// <summary>
    /// Refuses several functions in one delegate: only the last one's task would be awaited.
    /// </summary>
    internal static void CheckOne(Delegate fulfil)
    {
        ArgumentNullException.ThrowIfNull(fulfil);
        if (fulfil.GetInvocationList().Length > 1)
        {
            throw new ArgumentException(
                "fulfil is several functions in one delegate, and only what the last one returns can be waited for; call them from one function",
                nameof(fulfil));
        }
    }

    /// <summary>Looks at what a synchronous function returned.</summary>
    /// <exception cref="UnfinishedException">It is work that has not ended, or has not begun.</exception>
    internal static void CheckResult<TResult>(TResult result)
    {
        if (Returned<TResult>.CanBeUnfinished)
        {
            CheckValue(result);
        }
    }

    /// <summary>
    /// Runs the work, and says how it has ended. What may still run is not to be released: another
    /// worker would begin it a second time.
    /// </summary>
    internal static async ValueTask<(NativeEnded Ended, Exception? Thrown)> Run(
        Notification notification, Func<Notification, Task?> fulfil, CancellationToken cancellation)
    {
        AckwellTelemetry.Work work = AckwellTelemetry.Begin(notification);
        Exception? thrown = null;
        try
        {
            await Ended(fulfil(notification)).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            thrown = problem;
        }
        work.End(thrown);
        NativeEnded ended = thrown switch
        {
            null => NativeEnded.Fulfilled,
            UnfinishedException { Running: true } => NativeEnded.MayRun,
            OperationCanceledException when cancellation.IsCancellationRequested => NativeEnded.MayRun,
            _ => NativeEnded.Failed,
        };
        return (ended, thrown);
    }

    /// <summary>
    /// Waits for the end of the work, and of what it returned if that is a task again:
    /// <c>Task.Factory.StartNew(async () => …)</c> ends at the first <c>await</c> of its function.
    /// </summary>
    private static async Task Ended(Task? work)
    {
        if (ReferenceEquals(work, Task.CompletedTask))
        {
            return;
        }
        while (work is not null)
        {
            if (work.Status == TaskStatus.Created)
            {
                throw new UnfinishedException("fulfil returned a task that was never started", running: false);
            }
            await work.ConfigureAwait(false);
            (Type type, object? result) = ResultOf(work);
            if (result is not Task && !typeof(Task).IsAssignableFrom(type))
            {
                CheckValue(result);
                return;
            }
            work = (Task?)result;
        }
        throw new UnfinishedException("fulfil returned null in place of a task", running: false);
    }

    private static void CheckMethod(Delegate fulfil)
    {
        // A delegate made of another one has the other's Invoke as its method.
        while (fulfil.Target is Delegate inner && fulfil.Method.Name == nameof(Action.Invoke))
        {
            fulfil = inner;
        }
        MethodInfo method = fulfil.Method;
        string verdict = (string)Verdicts.GetValue(method, VerdictOn);
        if (verdict.Length > 0)
        {
            throw Refused(verdict);
        }
    }

    private static object VerdictOn(MethodInfo method)
    {
        if (method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
        {
            return method.ReturnType == typeof(void)
                ? "is async void: it returns at its first await, and nothing can wait for its end"
                : "is asynchronous";
        }
        return method.IsDefined(typeof(IteratorStateMachineAttribute), inherit: false)
            || method.IsDefined(typeof(AsyncIteratorStateMachineAttribute), inherit: false)
            ? "is an iterator: nothing of it runs until somebody walks it"
            : "";
    }

    private static ArgumentException Refused(string verdict) =>
        new($"fulfil {verdict}; nothing was claimed; use HandleAsync with a function that returns a Task, or one that returns when its work is done", "fulfil");

    private static void CheckValue(object? result)
    {
        switch (result)
        {
            case null:
                return;
            case Task { Status: TaskStatus.Created }:
                throw new UnfinishedException("fulfil returned a task that was never started", running: false);
            case IEnumerator or Delegate:
            case not null when Implements(result.GetType(), typeof(IAsyncEnumerable<>)) || Implements(result.GetType(), typeof(IAsyncEnumerator<>)):
                throw new UnfinishedException(
                    $"fulfil returned {result.GetType().Name}, of which nothing runs until somebody walks or calls it", running: false);
            case not null when IsAwaitable(result.GetType()):
                throw new UnfinishedException(
                    $"fulfil returned {result.GetType().Name}, which nothing here awaits: use HandleAsync with a function that returns a Task", running: true);
        }
    }

    /// <summary>The result of a task that has one, and its type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A result that was trimmed away is one that nobody reads.")]
    private static (Type Type, object? Result) ResultOf(Task work)
    {
        for (Type? type = work.GetType(); type is not null && type != typeof(Task); type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            {
                // A task without a result holds an internal value of the framework's own.
                Type result = type.GetGenericArguments()[0];
                return result.IsVisible || !result.IsValueType
                    ? (result, type.GetProperty(nameof(Task<int>.Result))?.GetValue(work))
                    : (typeof(void), null);
            }
        }
        return (typeof(void), null);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What is awaited anywhere in the program has kept its GetAwaiter.")]
    private static bool IsAwaitable(Type type) =>
        type.GetMethod(nameof(Task.GetAwaiter), BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes) is not null;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Only interfaces of the framework are looked for.")]
    private static bool Implements(Type type, Type open)
    {
        foreach (Type known in type.IsInterface ? [type, .. type.GetInterfaces()] : type.GetInterfaces())
        {
            if (known.IsGenericType && known.GetGenericTypeDefinition() == open)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>What is known of a type before there is a value of it.</summary>
    private static class Returned<TResult>
    {
        /// <summary>Whatever value it is, its work has not ended when it is returned.</summary>
        internal static readonly bool Unfinished =
            IsAwaitable(typeof(TResult))
            || typeof(IEnumerator).IsAssignableFrom(typeof(TResult))
            || typeof(Delegate).IsAssignableFrom(typeof(TResult))
            || Implements(typeof(TResult), typeof(IAsyncEnumerable<>))
            || Implements(typeof(TResult), typeof(IAsyncEnumerator<>));

        /// <summary>Whether the value has to be looked at: not that of a <c>bool</c> or a text.</summary>
        internal static readonly bool CanBeUnfinished = !Unfinished && !typeof(TResult).IsSealed;
    }
}
