using System.Globalization;
using Rialto.Host.Tools.Client;
using Rialto.Model.Orders;

namespace Rialto.Host.Tools.Certify;

/// <summary>
/// Makes a market that moves and trades, so that a bot has something to do: quotes on both sides, replaced four times a second, and orders that take what the bot has resting at the best price. It is a load
/// generator and nothing else: its prices mean nothing.
/// </summary>
/// <param name="venue">Where it trades.</param>
internal sealed class LoadGenerator(CertifyVenue venue)
{
    /// <summary>The instrument of the certification.</summary>
    public const string Symbol = "BTC-USDT";

    private const int PulseMs = 250;
    private const int PulsesBetweenFills = 6;
    private const decimal Middle = 50_000m;
    private const decimal HalfSpread = 5m;
    private const string Quoted = "0.5";
    private const double RestingSeconds = 0.5;

    private static readonly System.Text.CompositeFormat Price = System.Text.CompositeFormat.Parse("{0:0.00}");

    private int _names;

    /// <summary>Trades until it is told to stop; pauses while the exchange is away.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var client = new RestClient(venue.Generator);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(PulseMs));
        for (var pulse = 0; await TickAsync(timer, stop); pulse++)
        {
            try
            {
                await QuoteAsync(client, pulse, stop);
                if (pulse % PulsesBetweenFills == 0)
                    await FillAsync(client, stop);
            }
#pragma warning disable CA1031 // The exchange is being restarted: the next pulse finds it again.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Old quotes go before new ones come, so that it never trades with itself.
    private async Task QuoteAsync(RestClient client, int pulse, CancellationToken stop)
    {
        var middle = Middle + (pulse % 5) - 2;
        await client.SignedAsync(HttpMethod.Delete, $"/api/v1/orders?symbol={Symbol}", null, stop);
        await EnterAsync(client, "buy", middle - HalfSpread, Quoted, "GTC", stop);
        await EnterAsync(client, "sell", middle + HalfSpread, Quoted, "GTC", stop);
    }

    private async Task FillAsync(RestClient client, CancellationToken stop)
    {
        var now = venue.Mode.Seconds;
        foreach (var order in (await venue.OrdersAsync()).Where(order => order.Symbol == Symbol && order.Ended is null && now - order.Entered > RestingSeconds).Take(1))
        {
            var words = order.Shown.Split(' ');
            await EnterAsync(client, order.Side == Side.Buy ? "sell" : "buy", decimal.Parse(words[3], CultureInfo.InvariantCulture), words[1], "IOC", stop);
        }
    }

    private Task<Reply> EnterAsync(RestClient client, string side, decimal price, string quantity, string timeInForce, CancellationToken stop)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"lg-{++_names}");
        var body = JsonBody.Of(json =>
        {
            json.WriteString("symbol", Symbol);
            json.WriteString("side", side);
            json.WriteString("price", string.Format(CultureInfo.InvariantCulture, Price, price));
            json.WriteString("quantity", quantity);
            json.WriteString("time_in_force", timeInForce);
            json.WriteString("client_order_id", name);
        });
        return client.SignedAsync(HttpMethod.Post, "/api/v1/orders", body, stop);
    }
}
