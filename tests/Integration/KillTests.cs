using System.Globalization;
using System.Text.Json;
using Rialto.Host.Roles;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Lanes;
using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Venue;
using Xunit;

namespace Rialto.Integration;

/// <summary>Kill -9 under load, again and again on the same folder.</summary>
public sealed class KillTests
{
    private const int Rounds = 50;

    [Fact]
    public async Task Killed_fifty_times_under_load_it_has_every_acknowledged_order_and_nothing_half_applied()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20261121);
        var orders = new Dictionary<string, OrderModel>();
        var takes = new List<(long OrderId, long Filled)>();
        var acknowledged = 0L;
        var unacknowledged = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            await using var exchange = await RunningExchange.StartAsync(folder.Path, "--set", "Journal:SegmentMiB=1", "--set", "Instruments:0:Symbol=REST", "--set", "Instruments:1:Symbol=TAKE");
            await CheckAsync(exchange, folder.Path, orders, takes);

            var instruments = await Task.WhenAll(new[] { "REST", "TAKE" }.Select(async symbol =>
                (await exchange.Client.FindInstrumentAsync(symbol, CancellationToken.None))!.Value.Instrument));
            using var lane = NativeLane.Open(exchange.Connection, cancelOnDisconnect: false);
            using var load = new KillLoad(lane, instruments[0].Id, instruments[1].Id, orders, takes, round, random.Next(), killAfterAnswers: random.Next(20, 1_500));
            var sending = Task.Run(load.Run);
            await load.Due.WaitAsync(RialtoProcess.Patience);
            await exchange.Process.KillAsync();
            await sending.WaitAsync(RialtoProcess.Patience);
            acknowledged += load.Answered;
            unacknowledged += load.Sent - load.Answered;
        }

        await using (var last = await RunningExchange.StartAsync(folder.Path, "--set", "Instruments:0:Symbol=REST", "--set", "Instruments:1:Symbol=TAKE"))
        {
            await CheckAsync(last, folder.Path, orders, takes);
            await last.StopAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} kills, {acknowledged:N0} commands acknowledged, {unacknowledged:N0} on their way when killed.");
        Assert.True(acknowledged > Rounds * 20);
        Assert.True(unacknowledged > 0, "No command was on its way at any kill: the test tested nothing.");
        CompareReplays(folder.Path);
    }

    private static async Task CheckAsync(RunningExchange exchange, string folder, Dictionary<string, OrderModel> orders, List<(long OrderId, long Filled)> takes)
    {
        var live = new Dictionary<string, long>();
        for (string? after = "0"; after is not null;)
        {
            var page = (await exchange.SignedAsync(HttpMethod.Get, $"/api/v1/orders?symbol=REST&limit=1000&after={after}")).OrThrow().Root;
            foreach (var order in page.Items("orders"))
                live.Add(order.Member("client_order_id")!, long.Parse(order.Member("leaves")!, CultureInfo.InvariantCulture));
            after = page.Member("next");
        }

        foreach (var (name, model) in orders)
        {
            var leaves = live.GetValueOrDefault(name);
            Assert.True(model.Allows(leaves), $"{name} has {leaves} left; allowed is {model}.");
            model.Settle(leaves);
            live.Remove(name);
        }

        Assert.Empty(live);
        foreach (var (orderId, filled) in takes)
        {
            var take = (await exchange.SignedAsync(HttpMethod.Get, $"/api/v1/orders/{orderId}")).OrThrow().Root;
            Assert.Equal(filled.ToString(CultureInfo.InvariantCulture), take.Member("filled"));
        }

        takes.Clear();
        CompareBook(folder, (await exchange.GetAsync("/api/v1/orderbook/REST?depth=0")).OrThrow().Root);
    }

    // The book it serves is the book its journal gives.
    private static void CompareBook(string folder, JsonElement served)
    {
        var replayed = new Exchange<EventLogSink>(ExchangeIdentity.Of(folder), new EventLogSink(new EventLog()));
        var handler = new Applied(replayed);
        new JournalReader(Path.Combine(folder, "journal")).Read(ref handler);
        var instrument = replayed.Instruments.Single(one => one.Symbol == Text36.Of("REST"));
        var book = replayed.Audit(instrument.Id);
        var levels = string.Join(' ', new[] { ("bids", Side.Buy), ("asks", Side.Sell) }.SelectMany(side =>
            book.Levels(side.Item2).Select(level => $"{side.Item1} {DecimalText.Format(level.Price.Units, 2)}x{level.Quantity}/{level.Orders}")));
        Assert.Equal(levels, RestartTests.LevelsOf(served));
    }

    // Two engines that know nothing of each other make the same events of the journal, byte for byte.
    private static void CompareReplays(string folder)
    {
        var product = new Exchange<EventLogSink>(ExchangeIdentity.Of(folder), new EventLogSink(new EventLog()));
        var twin = new NaiveExchange(ExchangeIdentity.Of(folder), new EventLog());
        var handler = new Both(product, twin);
        var report = new JournalReader(Path.Combine(folder, "journal")).Read(ref handler);
        Assert.True(report.Commands > 0);
        Assert.True(product.Sink.Log.Bytes.SequenceEqual(twin.Log.Bytes));
    }

    private readonly struct Applied(Exchange<EventLogSink> exchange) : ICommandHandler
    {
        public void Apply(in Command command) => exchange.Apply(in command);
    }

    private readonly struct Both(Exchange<EventLogSink> product, NaiveExchange twin) : ICommandHandler
    {
        public void Apply(in Command command)
        {
            product.Apply(in command);
            twin.Apply(in command);
        }
    }
}
