using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways.Auth;
using Rialto.Host.Config;
using Rialto.Host.Roles;
using Rialto.Host.Tools.Client;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Integration;

/// <summary>
/// A whole exchange (journal, threads, gateways) on a clock that the test moves: trading calendars, call auctions and timed expiry from the opening of a week to
/// its end, restarts included. Nothing waits for time to pass, only for what must come of it.
/// </summary>
public sealed class CalendarTests : IDisposable
{
    private const string Settings = """
        {
          "Instruments": [ { "Symbol": "X", "Calendar": "week", "MaxQuantity": "1000" } ],
          "Calendars": {
            "week": {
              "Zone": "UTC",
              "Week": { "Weekdays": "09:00 09:30-15:50 16:00" },
              "Holidays": [ "2026-11-25" ],
              "Days": { "2026-11-27": "09:30-13:00" }
            }
          },
          "Http": { "Port": 0 }, "Native": { "Port": 0 }, "Journal": { "SegmentMiB": 1, "Durability": "os" }, "Exchange": { "TimerMs": 1 }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new(NanosecondsAt("2026-11-23T08:00:00Z"));
    private DateTime _now = DateTime.Parse("2026-11-23T08:00:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    public CalendarTests() => File.WriteAllText(_folder.File("rialto.json"), Settings);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_week_opens_trades_expires_and_closes_by_its_calendar_across_restarts()
    {
        string good;
        await using (var monday = await House.StartAsync(_folder, _clock))
        {
            Assert.Equal("announced", await monday.StateAsync());
            Assert.Equal("InstrumentNotOpenYet", (await monday.OrderAsync("buy", "10", "101.00")).Member("code"));

            await AtAsync("2026-11-23T09:00:00Z", monday, "auction");
            var day = await monday.OrderAsync("buy", "10", "101.00", "DAY");
            Assert.Equal("open", day.Member("status"));
            await monday.OrderAsync("sell", "6", "100.00");
            Advance("2026-11-23T09:10:00Z");
            await RunningExchange.UntilAsync(async () => (await monday.GetAsync("orderbook/X")).TryGetProperty("indicative", out var indicative) && indicative.Member("quantity") == "6");

            await AtAsync("2026-11-23T09:30:00Z", monday, "open");
            var trade = Assert.Single((await monday.GetAsync("trades/X")).Items("trades"));
            Assert.Equal(("6", "true", "2026-11-23T09:30:00.000000000Z"), (trade.Member("quantity"), trade.Member("auction"), trade.Member("time")));
            Assert.Equal(("partially_filled", "4"), await monday.StatusAsync(day));

            var dated = await monday.OrderAsync("buy", "1", "90.00", "GTD", "2026-11-23T10:00:00Z");
            var stop = await monday.OrderAsync("sell", "1", "80.00", "DAY", type: "stop_limit", stop: "85.00");
            good = (await monday.OrderAsync("sell", "1", "200.00")).Member("order_id")!;
            Advance("2026-11-23T09:59:59Z");
            await monday.TickAsync();
            Assert.Equal("open", (await monday.StatusAsync(dated)).Status);
            Advance("2026-11-23T10:00:00Z");
            await RunningExchange.UntilAsync(async () => (await monday.FieldAsync(dated, "cancel_reason")) == "expired");
            Assert.Equal("2026-11-23T10:00:00.000000000Z", await monday.FieldAsync(dated, "updated"));

            await AtAsync("2026-11-23T15:50:00Z", monday, "auction");
            await monday.OrderAsync("sell", "3", "99.00");
            // Once it is told what the auction would give, no time command is on its way that the close could overtake.
            Advance("2026-11-23T15:55:00Z");
            await RunningExchange.UntilAsync(async () => (await monday.GetAsync("orderbook/X")).TryGetProperty("indicative", out var indicative) && indicative.Member("quantity") == "3");
            await AtAsync("2026-11-23T16:00:00Z", monday, "closed");
            Assert.Equal(2, (await monday.GetAsync("trades/X")).Items("trades").Count());
            Assert.Equal("day_ended", await monday.FieldAsync(day, "cancel_reason"));
            Assert.Equal("9", await monday.FieldAsync(day, "filled"));
            Assert.Equal("day_ended", await monday.FieldAsync(stop, "cancel_reason"));
            Assert.Equal("InstrumentClosed", (await monday.OrderAsync("buy", "1", "50.00")).Member("code"));
        }

        Advance("2026-11-23T23:00:00Z");
        await using (var night = await House.StartAsync(_folder, _clock))
        {
            Assert.Equal("closed", await night.StateAsync());
            Assert.Equal("open", (await night.StatusAsync(good)).Status);
            await AtAsync("2026-11-24T09:00:00Z", night, "auction");
            await AtAsync("2026-11-24T09:30:00Z", night, "open");
            // Over the rest of Tuesday in one step, into the holiday: Tuesday's end comes all the same, and its DAY order with it.
            var day = await night.OrderAsync("buy", "1", "50.00", "DAY");
            await AtAsync("2026-11-25T12:00:00Z", night, "closed");
            Assert.Equal("day_ended", await night.FieldAsync(day, "cancel_reason"));
        }

        // Down while Thursday opened: the first thing it does is what the calendar wants by then.
        Advance("2026-11-26T12:00:00Z");
        await using var thursday = await House.StartAsync(_folder, _clock);
        await RunningExchange.UntilAsync(async () => await thursday.StateAsync() == "open");
        Assert.Equal("2026-11-26T16:00:00.000000000Z", (await thursday.GetAsync("instruments/X")).Member("trading_day_end"));
        await AtAsync("2026-11-27T10:00:00Z", thursday, "open");
        await AtAsync("2026-11-27T13:00:00Z", thursday, "closed");
        Assert.Equal("open", (await thursday.StatusAsync(good)).Status);
    }

    private static long NanosecondsAt(string time) =>
        Timestamp.FromDateTimeUtc(DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)).Nanoseconds;

    private void Advance(string time)
    {
        var then = DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        _clock.Advance((then - _now).Ticks * 100);
        _now = then;
    }

    private Task AtAsync(string time, House house, string state)
    {
        Advance(time);
        return RunningExchange.UntilAsync(async () => await house.StateAsync() == state);
    }

    /// <summary>The exchange of one process, in this one.</summary>
    private sealed class House : IAsyncDisposable
    {
        private readonly KeyStore _keys;
        private readonly ExchangeRole _role;
        private readonly RestClient _client;

        private House(KeyStore keys, ExchangeRole role)
        {
            _keys = keys;
            _role = role;
            var created = keys.Create("alice", Permissions.Read | Permissions.Trade);
            _client = new RestClient(new Connection(new Uri(role.Gateways.HttpUrl), null, new Credentials(created.Key.Id, created.Secret)));
        }

        public static async Task<House> StartAsync(TemporaryFolder folder, Clock clock)
        {
            var sources = HostSettings.Gather(folder.File("rialto.json"), [new Setting("Data:Directory", folder.File("data"), "test")], new Dictionary<string, string>());
            var settings = HostSettings.Read(new SettingsReader(sources));
            Directory.CreateDirectory(settings.DataFolder);
            var keys = KeyStore.Open(settings.KeysFolder);
            var role = new ExchangeRole(settings, settings.Limits, keys, NullLoggerFactory.Instance, clock);
            await role.StartAsync(static _ => { }, static _ => { }, CancellationToken.None);
            return new House(keys, role);
        }

        public async Task<JsonElement> GetAsync(string path) => (await _client.GetAsync("/api/v1/" + path, CancellationToken.None)).OrThrow().Root;

        public async Task<string?> StateAsync() => (await GetAsync("instruments/X")).Member("state");

        public async Task<JsonElement> OrderAsync(
            string side, string quantity, string price, string timeInForce = "GTC", string? expires = null, string type = "limit", string? stop = null)
        {
            var body = $$"""{"symbol":"X","side":"{{side}}","order_type":"{{type}}","quantity":"{{quantity}}","price":"{{price}}","time_in_force":"{{timeInForce}}"""
                + (expires is null ? "\"" : $"\",\"expire_time\":\"{expires}\"") + (stop is null ? "}" : $",\"stop_price\":\"{stop}\"}}");
            return (await _client.SignedAsync(HttpMethod.Post, "/api/v1/orders", Encoding.UTF8.GetBytes(body), CancellationToken.None)).Root;
        }

        public Task<(string? Status, string? Leaves)> StatusAsync(JsonElement order) => StatusAsync(order.Member("order_id")!);

        public async Task<(string? Status, string? Leaves)> StatusAsync(string orderId)
        {
            var order = await FindAsync(orderId);
            return (order.Member("status"), order.Member("leaves"));
        }

        public async Task<string?> FieldAsync(JsonElement order, string field) => (await FindAsync(order.Member("order_id")!)).Member(field);

        /// <summary>Whatever the timer had to send by now is through: it looks at the clock, and a command of ours comes after.</summary>
        public async Task TickAsync() => await _client.SignedAsync(HttpMethod.Delete, "/api/v1/orders/999999", null, CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _role.StopAsync();
            await _role.DisposeAsync();
            _keys.Dispose();
        }

        private async Task<JsonElement> FindAsync(string orderId) =>
            (await _client.SignedAsync(HttpMethod.Get, $"/api/v1/orders/{orderId}", null, CancellationToken.None)).OrThrow().Root;
    }
}
