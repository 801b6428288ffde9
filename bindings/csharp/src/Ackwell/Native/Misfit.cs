using System;

namespace Ackwell.Native;

/// <summary>The native library wrote something that this package cannot read.</summary>
internal static class Misfit
{
    internal static AckwellException Of(string what) => Of(new FormatException(what));

    internal static AckwellException Of(Exception problem) =>
        new(
            Code.Internal,
            $"the native library {Methods.Version} and this package do not fit each other",
            inner: problem);
}
