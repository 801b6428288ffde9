using System;

namespace Ackwell;

/// <summary>The work had not ended when its function returned.</summary>
internal sealed class UnfinishedException(string message, bool running) : InvalidOperationException(message)
{
    /// <summary>
    /// Whether it may still run. Then the delivery is not released: somebody else would begin it a
    /// second time.
    /// </summary>
    internal bool Running { get; } = running;
}
