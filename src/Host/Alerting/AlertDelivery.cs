using Microsoft.Extensions.Logging;
using Rialto.Gateways;
using Rialto.Host.Config;

namespace Rialto.Host.Alerting;

/// <summary>Brings the alerts of a process to every channel of its settings. Whoever disposes it gives open messages five seconds.</summary>
internal sealed class AlertDelivery : IAsyncDisposable, IMetricsSource
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HttpMessageInvoker _http;
    private readonly List<AlertChannel> _channels;
    private readonly Alerts _alerts;

    /// <summary>Opens the channels; what is wrong already is told at once.</summary>
    /// <param name="settings">Whom to tell.</param>
    /// <param name="role">Which role of the binary this is, in messages.</param>
    /// <param name="alerts">Of what.</param>
    /// <param name="logs">Where failures to tell go.</param>
    /// <param name="time">Clock.</param>
    /// <param name="http">Sends requests; the usual way by default.</param>
    public AlertDelivery(AlertSettings settings, string role, Alerts alerts, ILoggerFactory logs, TimeProvider time, HttpMessageHandler? http = null)
    {
        _http = http is null ? Http() : new HttpMessageInvoker(http);
        _alerts = alerts;
        var log = logs.CreateLogger<AlertDelivery>();
        _channels = [.. settings.Channels.Select(channel => new AlertChannel(channel, $"{settings.Source}/{role}", settings.PerMinute, _http, time, log))];
        alerts.Changed += OnChanged;
        alerts.Happened += OnHappened;
        foreach (var raised in alerts.Raised)
            OnChanged(raised, true);
    }

    /// <summary>The usual way. An address with a secret in it is not followed to where somebody else points.</summary>
    public static HttpMessageInvoker Http() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

    /// <summary>How often an alert was put together with others of its name, in the channel where that was most.</summary>
    public long SuppressedOf(string name) => _channels.Count == 0 ? 0 : _channels.Max(channel => channel.SuppressedOf(name));

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        if (_channels.Count == 0)
            return;
        text.Begin("rialto_alert_messages_total", "counter", "Messages about alerts by channel: taken by the service, refused by it, attempts that failed and are made again.");
        foreach (var channel in _channels)
        {
            var (delivered, refused, failures) = channel.Counts;
            text.Value("rialto_alert_messages_total", $"channel=\"{channel.Name}\",outcome=\"delivered\"", delivered);
            text.Value("rialto_alert_messages_total", $"channel=\"{channel.Name}\",outcome=\"refused\"", refused);
            text.Value("rialto_alert_messages_total", $"channel=\"{channel.Name}\",outcome=\"failed\"", failures);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alerts.Changed -= OnChanged;
        _alerts.Happened -= OnHappened;
        await Task.WhenAll(_channels.Select(channel => channel.CloseAsync(_patience)));
        foreach (var channel in _channels)
            await channel.DisposeAsync();
        _http.Dispose();
    }

    // Two threads may bring begin and end in the wrong order: what is so when they come counts, and a begin that is over already was short.
    private void OnChanged(Alert alert, bool isRaised)
    {
        lock (_gate)
        {
            var now = _alerts.Raised.FirstOrDefault(raised => raised.Name == alert.Name);
            foreach (var channel in _channels)
            {
                if (isRaised && now is null)
                    channel.Change(alert, true);
                channel.Change(now ?? alert, now is not null);
            }
        }
    }

    private void OnHappened(Alert alert)
    {
        foreach (var channel in _channels)
            channel.Happen(alert);
    }
}
