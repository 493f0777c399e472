using System.Globalization;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>Contracts beyond what scenarios show: that random streams reach every rule, and that orders of contracts cost no memory. RIALTO_MARGIN_COMMANDS says how many commands (CI: millions), RIALTO_MARGIN_SEED where to begin.</summary>
public sealed class MarginTests
{
    [Fact]
    public void Both_engines_agree_on_random_streams_about_contracts_which_reach_every_rule_of_them()
    {
        var commands = long.Parse(Setting("RIALTO_MARGIN_COMMANDS", "60000"), CultureInfo.InvariantCulture);
        const int Stream = 2_000;
        var first = ulong.Parse(Setting("RIALTO_MARGIN_SEED", "1"), CultureInfo.InvariantCulture);
        var (kinds, reasons, liquidations) = (new long[byte.MaxValue + 1], new long[LockstepRun.MaxReason + 1], 0L);
        var seeds = (ulong)((commands + Stream - 1) / Stream);
        for (var seed = first; seed < first + seeds; seed++)
        {
            var run = LockstepRun.Random(seed, Stream, Engines.All[0].Create, Engines.All[^1].Create, out var mismatch, withContracts: true);
            Assert.True(mismatch is null, mismatch is null ? "" : Shrinker.Report(mismatch, Engines.All[0].Create, Engines.All[^1].Create));
            for (var kind = 0; kind < kinds.Length; kind++)
                kinds[kind] += run.EventCounts[kind];
            for (var reason = 0; reason < reasons.Length; reason++)
                reasons[reason] += run.RejectCounts[reason];
            liquidations += run.LiquidationTrades;
        }

        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"{seeds * Stream} commands, {kinds[(int)EventKind.Trade]} trades, {liquidations} of liquidations");
        output?.WriteLine(string.Join(", ", Enum.GetValues<EventKind>().Where(IsOfMargin).Select(kind => $"{kind} {kinds[(int)kind]}")));
        output?.WriteLine(string.Join(", ", Enum.GetValues<RejectReason>().Where(IsOfMargin).Select(reason => $"{reason} {reasons[(int)reason]}")));
        if (commands < 60_000)
            return;
        Assert.DoesNotContain(Enum.GetValues<EventKind>(), kind => IsOfMargin(kind) && kinds[(int)kind] == 0);
        // Values that are simply wrong are the scenarios' part: all of their reasons appear there.
        RejectReason[] usual =
        [
            RejectReason.MarginAccountRequired, RejectReason.NotForMarginAccounts, RejectReason.NoMarkPrice, RejectReason.InsufficientMargin, RejectReason.PositionAboveLimit, RejectReason.OrderAboveLimit,
            RejectReason.LeverageInvalid, RejectReason.PositionNotEmpty, RejectReason.NotIsolated, RejectReason.FundingInvalid,
        ];
        Assert.DoesNotContain(usual, reason => reasons[(int)reason] == 0);
    }

    internal static bool IsOfMargin(EventKind kind) => kind is >= EventKind.ContractSet and <= EventKind.RiskSet;

    internal static bool IsOfMargin(RejectReason reason) => reason is >= RejectReason.MarginAccountRequired and <= RejectReason.ContractNotDue;

    [Fact]
    public void Orders_and_trades_of_contracts_do_not_allocate()
    {
        var exchange = new FastExchange(instruments: 4, rules: new InstrumentRules(-20, 30, 10, 0, 0, Money.Zero, Money.Zero, Price.None, false), contractOwners: 5);
        var flow = new MixedFlow(instruments: 4);
        FastAllocationTests.GrowTables(exchange);
        FastAllocationTests.Play(exchange, flow, 60_000);
        var trades = exchange.Engine.LastTradeId.Value;
        var allocated = Allocations.Of(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                exchange.Apply(flow.Next());
                if (i % 100 == 0)
                    exchange.Apply(Command.SetMarkPrice(new InstrumentId(1 + i / 100 % 4), new Price(10_000 + i % 7)));
            }
        });
        trades = exchange.Engine.LastTradeId.Value - trades;
        Assert.Equal(0, allocated);
        Assert.True(trades > 1_000, $"only {trades} trades");
        var (accounts, margin) = (exchange.Engine.AuditAccounts(), exchange.Engine.AuditMargin());
        Assert.All(accounts.Assets, books => Assert.Equal(books.Held + books.House + books.Isolated + books.Insurance, books.Deposited - books.Withdrawn + books.Costs));
        Assert.All(margin.Positions.GroupBy(p => p.Instrument), contract => Assert.Equal(0, contract.Sum(p => p.Quantity.Units)));
    }

    private static string Setting(string name, string otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
