namespace Rialto.Gateways;

/// <summary>How much an alert matters; a larger one matters more.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know; nobody has to do anything.</summary>
    Info,

    /// <summary>Somebody should look, soon.</summary>
    Warning,

    /// <summary>The exchange does not do its work, or must not.</summary>
    Critical,
}

/// <summary>Something a person must know of, while it lasts.</summary>
/// <param name="Name">Stable, in the manner of metrics: <c>disk_full</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Text">What is wrong, and what it means.</param>
public sealed record Alert(string Name, AlertSeverity Severity, DateTime Since, string Text);

/// <summary>
/// What is wrong now: on the console when it begins and when it ends, in <c>/metrics</c> (<c>rialto_alert</c>) and in the body of <c>/health/ready</c>. Any thread.
/// </summary>
public sealed class Alerts : IMetricsSource
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly HashSet<string> _known = [];
    private volatile IReadOnlyList<Alert> _raised = [];

    /// <param name="clock">Wall clock; the system's by default.</param>
    public Alerts(TimeProvider? clock = null) => _clock = clock ?? TimeProvider.System;

    /// <summary>Called with an alert that begins or has become graver (true), or has ended (false), on the thread that said so.</summary>
    public event Action<Alert, bool>? Changed;

    /// <summary>Called with what has happened once and does not last, on the thread that said so.</summary>
    public event Action<Alert>? Happened;

    /// <summary>Alerts that last, oldest first.</summary>
    public IReadOnlyList<Alert> Raised => _raised;

    /// <summary>True while this alert lasts.</summary>
    public bool IsRaised(string name) => _raised.Any(alert => alert.Name == name);

    /// <summary>Something has happened that does not last: a strategy was started, a setting changed. It is told, and stands nowhere afterwards.</summary>
    public void Tell(string name, AlertSeverity severity, string text) => Happened?.Invoke(new Alert(name, severity, _clock.GetUtcNow().UtcDateTime, text));

    /// <summary>Something is wrong. Said again with another text it is the same alert.</summary>
    public void Raise(string name, AlertSeverity severity, string text)
    {
        Alert raised;
        lock (_gate)
        {
            var before = _raised.FirstOrDefault(alert => alert.Name == name);
            if (before is not null && before.Text == text && before.Severity == severity)
                return;
            _known.Add(name);
            raised = new Alert(name, severity, before?.Since ?? _clock.GetUtcNow().UtcDateTime, text);
            _raised = before is null ? [.. _raised, raised] : [.. _raised.Select(alert => alert.Name == name ? raised : alert)];
            if (before is not null && severity <= before.Severity)
                return;
        }

        Changed?.Invoke(raised, true);
    }

    /// <summary>It is over; nothing where it was not.</summary>
    public void Clear(string name)
    {
        Alert? cleared;
        lock (_gate)
        {
            cleared = _raised.FirstOrDefault(alert => alert.Name == name);
            if (cleared is null)
                return;
            _raised = [.. _raised.Where(alert => alert.Name != name)];
        }

        Changed?.Invoke(cleared, false);
    }

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        string[] known;
        lock (_gate)
            known = [.. _known];
        if (known.Length == 0)
            return;
        var raised = _raised;
        text.Begin("rialto_alert", "gauge", "1 while an alert lasts, 0 once it is over; alerts never raised are not listed.");
        foreach (var name in known)
            text.Value("rialto_alert", $"name=\"{name}\"", raised.Any(alert => alert.Name == name) ? 1 : 0);
    }
}
