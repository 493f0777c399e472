using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Rialto.Gateways.Rest;

/// <summary>
/// Loggers for the web framework that say nothing until it has started: what goes wrong before that reaches the caller as an exception, and the
/// framework would print it as well, stack and all.
/// </summary>
internal sealed class StartQuietLoggers(ILoggerFactory inner) : ILoggerFactory
{
    private volatile bool _hasStarted;

    /// <summary>From here on everything is passed on.</summary>
    public void Open() => _hasStarted = true;

    public ILogger CreateLogger(string categoryName) =>
        // Where this one is enabled the framework makes an activity and a logging scope for every request, which nobody reads: requests are counted and timed by the exchange's own metrics.
        categoryName == "Microsoft.AspNetCore.Hosting.Diagnostics" ? NullLogger.Instance : new Quiet(this, inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The inner factory belongs to the host.
    }

    private sealed class Quiet(StartQuietLoggers owner, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => owner._hasStarted && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (owner._hasStarted)
                inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
