using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace Ackwell.Tests;

/// <summary>
/// Runs every public method of the classes whose names end in <c>Tests</c>. No test framework can be
/// had where this runs, and none is needed.
/// </summary>
internal static class Harness
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length < 1)
        {
            Console.Error.WriteLine("usage: VECTORS [WORD-OF-A-TEST'S-NAME]");
            return 2;
        }
        Pack.Folder = arguments[0];
        string word = arguments.Length > 1 ? arguments[1] : "";
        int passed = 0;
        int failed = 0;
        foreach (MethodInfo test in Tests().Where(test => test.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            Stopwatch watch = Stopwatch.StartNew();
            Exception? problem = await Run(test);
            string name = $"{test.DeclaringType!.Name}: {test.Name.Replace('_', ' ')}";
            Console.WriteLine($"{(problem is null ? "ok  " : "FAIL")} {name} ({watch.ElapsedMilliseconds} ms)");
            if (problem is null)
            {
                passed++;
            }
            else
            {
                failed++;
                Console.WriteLine(problem);
            }
        }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static IEnumerable<MethodInfo> Tests() =>
        from type in typeof(Harness).Assembly.GetTypes()
        where type.Name.EndsWith("Tests", StringComparison.Ordinal)
        orderby type.Name
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        select method;

    private static async Task<Exception?> Run(MethodInfo test)
    {
        try
        {
            if (test.Invoke(null, null) is Task task)
            {
                await task;
            }
            return null;
        }
        catch (TargetInvocationException problem)
        {
            return problem.InnerException;
        }
        catch (Exception problem)
        {
            return problem;
        }
    }
}

/// <summary>What a test expects.</summary>
internal static class Check
{
    internal sealed class Failed(string what) : Exception(what);

    internal static void That(bool holds, string what)
    {
        if (!holds)
        {
            throw new Failed(what);
        }
    }

    internal static void Equal<T>(T expected, T actual, string? about = null)
    {
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{about}: expected {expected}, not {actual}");
    }

    internal static TProblem Throws<TProblem>(Action action)
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
        throw new Failed($"{typeof(TProblem).Name} was not thrown");
    }

    internal static AckwellException Refused(Code code, Action action)
    {
        AckwellException problem = Throws<AckwellException>(action);
        Equal(code, problem.Code, problem.Message);
        return problem;
    }

    internal static async Task RefusedAsync(Code code, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (AckwellException problem)
        {
            Equal(code, problem.Code, problem.Message);
            return;
        }
        throw new Failed($"it was not refused with {code.ToText()}");
    }
}
