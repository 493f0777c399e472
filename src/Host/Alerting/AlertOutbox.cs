using Rialto.Gateways;

namespace Rialto.Host.Alerting;

/// <summary>
/// What one channel has still to tell. It compares what is so with what was told, alert by alert: said twice it is told once, what came and went in between is counted, and the newest
/// state is told in the end however long the way was closed. At most so many messages a minute about one alert. A function of what it is told and the times passed in; not thread-safe.
/// </summary>
/// <param name="least">Less grave alerts are nobody's business here.</param>
/// <param name="perMinute">Messages a minute about one alert; so many may also go at once.</param>
/// <param name="source">See <see cref="AlertMessage.Source"/>.</param>
internal sealed class AlertOutbox(AlertSeverity least, int perMinute, string source)
{
    /// <summary>Names of alerts that are kept; more than a process has.</summary>
    private const int SubjectsMax = 10_000;

    private readonly Dictionary<string, Subject> _subjects = new(StringComparer.Ordinal);

    private readonly Dictionary<string, long> _together = new(StringComparer.Ordinal);

    /// <summary>How often an alert came, and was over or happened, while one of its kind still waited to be told: told together, as a number.</summary>
    public long SuppressedOf(string name) => _together.GetValueOrDefault(name);

    /// <summary>Alerts that could not be kept because there are too many names.</summary>
    public long Dropped { get; private set; }

    /// <summary>An alert begins, becomes graver, or ends.</summary>
    public void Change(Alert alert, bool isRaised)
    {
        if (Find(alert) is not { } subject)
            return;
        if (isRaised)
        {
            subject.Lasting = alert;
            return;
        }

        if (subject.Told is null && subject.Lasting is not null)
            Pass(subject, subject.Lasting);
        subject.Lasting = null;
    }

    /// <summary>Something happened once.</summary>
    public void Happen(Alert alert)
    {
        if (Find(alert) is { } subject)
            Pass(subject, alert);
    }

    /// <summary>The gravest message that may go now. It stays until <see cref="Done"/>.</summary>
    /// <param name="nowMs">Monotonic, in milliseconds.</param>
    /// <param name="time">Wall clock, UTC.</param>
    /// <param name="waitMs">Where there is none: after how long to ask again; <see cref="long.MaxValue"/> where only a change will bring one.</param>
    public AlertMessage? Next(long nowMs, DateTime time, out long waitMs)
    {
        AlertMessage? best = null;
        waitMs = long.MaxValue;
        foreach (var (name, subject) in _subjects)
        {
            if (subject.Message(source, time) is not { } message)
            {
                // Forgotten only when its minute is over, so that a name that comes back has no new allowance. A dictionary may lose entries while it is gone through.
                if (subject.IsIdle && subject.WaitMs(nowMs, 1) == 0)
                    _subjects.Remove(name);
                continue;
            }

            var wait = subject.WaitMs(nowMs, perMinute);
            if (wait > 0)
                waitMs = Math.Min(waitMs, wait);
            else if (best is null || message.Alert.Severity > best.Alert.Severity || (message.Alert.Severity == best.Alert.Severity && message.Alert.Since < best.Alert.Since))
                best = message;
        }

        return best;
    }

    /// <summary>A message could not be told: others go first, until then.</summary>
    public void Defer(AlertMessage message, long untilMs) => _subjects[message.Alert.Name].NotBeforeMs = untilMs;

    /// <summary>A message has been told, or never can be.</summary>
    public void Done(AlertMessage message, long nowMs) => _subjects[message.Alert.Name].Tell(message, nowMs);

    private void Pass(Subject subject, Alert alert)
    {
        if (subject.Pass(alert) && (_together.Count < SubjectsMax || _together.ContainsKey(alert.Name)))
            _together[alert.Name] = SuppressedOf(alert.Name) + 1;
    }

    private Subject? Find(Alert alert)
    {
        if (_subjects.TryGetValue(alert.Name, out var known))
            return known;
        if (alert.Severity < least)
            return null;
        if (_subjects.Count >= SubjectsMax)
        {
            Dropped++;
            return null;
        }

        return _subjects[alert.Name] = new Subject();
    }

    /// <summary>One alert by name.</summary>
    private sealed class Subject
    {
        private const long MinuteMs = 60_000;

        private readonly Queue<long> _sentMs = new();
        private Alert? _passed;
        private long _passes;

        /// <summary>What is so now; null where it is over.</summary>
        public Alert? Lasting { get; set; }

        /// <summary>What people were told last, and believe to last.</summary>
        public Alert? Told { get; private set; }

        public bool IsIdle => Lasting is null && Told is null && _passed is null;

        /// <summary>Before this it is not tried again.</summary>
        public long NotBeforeMs { get; set; } = long.MinValue;

        /// <summary>It came and went.</summary>
        /// <returns>True where one before it is not told yet.</returns>
        public bool Pass(Alert alert)
        {
            (_passed, _passes) = (alert, _passes + 1);
            return _passes > 1;
        }

        public AlertMessage? Message(string source, DateTime time) =>
            Lasting is { } now && (Told is null || now.Severity > Told.Severity) ? new AlertMessage(now, AlertTurn.Begun, source, time, _passes)
            : Lasting is null && Told is { } told ? new AlertMessage(told, AlertTurn.Over, source, time, _passes)
            : _passed is { } passed ? new AlertMessage(passed, AlertTurn.Was, source, time, _passes - 1)
            : null;

        public long WaitMs(long nowMs, int perMinute)
        {
            while (_sentMs.TryPeek(out var oldest) && nowMs - oldest >= MinuteMs)
                _sentMs.Dequeue();
            var rate = _sentMs.Count < perMinute ? 0 : _sentMs.Peek() + MinuteMs - nowMs;
            return NotBeforeMs > nowMs ? Math.Max(rate, NotBeforeMs - nowMs) : rate;
        }

        public void Tell(AlertMessage message, long nowMs)
        {
            _sentMs.Enqueue(nowMs);
            if (message.Turn == AlertTurn.Begun)
                Told = message.Alert;
            else if (message.Turn == AlertTurn.Over)
                Told = null;
            // What passed while the message was on its way is another.
            _passes -= message.Turn == AlertTurn.Was ? message.Others + 1 : message.Others;
            if (_passes == 0)
                _passed = null;
        }

    }
}
