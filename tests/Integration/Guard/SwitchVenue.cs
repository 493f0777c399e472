using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rialto.Unit.Adapters.Orders;

namespace Rialto.Integration.Guard;

/// <summary>
/// A venue on this machine that speaks by its script, has one order, and cancels it when its dead man's switch goes off: by a clock that the test advances, so that nothing depends on the pace of a
/// machine. Any thread.
/// </summary>
internal sealed partial class SwitchVenue : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly OrderScript _script;
    private readonly Lock _gate = new();
    private TimeSpan _now;
    private TimeSpan _due = TimeSpan.MaxValue;
    private TimeSpan _delay;
    private int _armed;
    private bool _isLive;

    private SwitchVenue(WebApplication application, OrderScript script) => (_application, _script) = (application, script);

    public string Url => _application.Urls.First();

    /// <summary>What the switch was set to last.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_gate)
                return _delay;
        }
    }

    /// <summary>How often it was set.</summary>
    public int Armed
    {
        get
        {
            lock (_gate)
                return _armed;
        }
    }

    /// <summary>The order came, and lives.</summary>
    public bool IsLive
    {
        get
        {
            lock (_gate)
                return _isLive;
        }
    }

    /// <summary>The order came before the switch was set.</summary>
    public bool WasUnguarded { get; private set; }

    /// <summary>Nothing is answered but the setting of the switch.</summary>
    public volatile bool IsBroken;

    public static async Task<SwitchVenue> StartAsync(OrderScript script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var venue = new SwitchVenue(application, script);
        application.UseWebSockets();
        application.Run(venue.ServeAsync);
        await application.StartAsync();
        return venue;
    }

    /// <summary>The venue's time passes; the switch goes off where it is due.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_gate)
        {
            _now += time;
            if (_now >= _due)
                (_isLive, _due) = (false, TimeSpan.MaxValue);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await StreamAsync(await context.WebSockets.AcceptWebSocketAsync(), context.RequestAborted);
            return;
        }

        var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        var path = context.Request.Path.Value!;
        var answer = Arm(path, body);
        if (answer is null && IsBroken)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (context.Request.Method == "POST" && path is "/api/v5/trade/order" or "/fapi/v1/order" or "/order")
            Place();
        answer ??= _script.AnswerTo(context.Request.Method, path, body);
        context.Response.StatusCode = answer is null ? 404 : 200;
        await context.Response.WriteAsync(answer ?? "", context.RequestAborted);
    }

    private async Task StreamAsync(WebSocket socket, CancellationToken stop)
    {
        try
        {
            await TellAsync("");
            var buffer = new byte[1 << 16];
            while (await socket.ReceiveAsync(buffer, stop) is { MessageType: not WebSocketMessageType.Close } got)
            {
                var frame = Encoding.UTF8.GetString(buffer, 0, got.Count);
                if (frame.Contains("\"add_order\"", StringComparison.Ordinal))
                    Place();
                if (!IsBroken)
                    await TellAsync(frame);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client was killed.
        }

        async Task TellAsync(string frame)
        {
            foreach (var reply in _script.Replies(frame))
                await socket.SendAsync(Encoding.UTF8.GetBytes(reply), WebSocketMessageType.Text, true, stop);
        }
    }

    private void Place()
    {
        lock (_gate)
        {
            WasUnguarded |= _armed == 0;
            _isLive = true;
        }
    }

    // Each venue's own words: OKX and Kraken say seconds, Binance milliseconds, Polymarket's time is ten seconds.
    private string? Arm(string path, string body)
    {
        var (unit, answer) = path switch
        {
            "/api/v5/trade/cancel-all-after" => (TimeSpan.FromSeconds(1), """{"code":"0","msg":"","data":[{"triggerTime":"1"}]}"""),
            "/fapi/v1/countdownCancelAll" => (TimeSpan.FromMilliseconds(1), """{"symbol":"BTCUSDT","countdownTime":"3000"}"""),
            "/0/private/CancelAllOrdersAfter" => (TimeSpan.FromSeconds(1), KrakenOrderScript.Result("""{"currentTime":"2023-03-24T17:41:56Z","triggerTime":"2023-03-24T17:42:56Z"}""")),
            "/v1/heartbeats" => (TimeSpan.FromSeconds(10), """{"heartbeat_id":"one","status":"ok"}"""),
            _ => (TimeSpan.Zero, null),
        };
        if (answer is null)
            return null;
        var number = Delays().Match(body) is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 1;
        lock (_gate)
        {
            _armed++;
            _delay = unit * number;
            _due = _now + _delay;
        }

        return answer;
    }

    [GeneratedRegex("(?:timeOut|countdownTime|timeout)(?:\":\"|=)(\\d+)")]
    private static partial Regex Delays();
}
