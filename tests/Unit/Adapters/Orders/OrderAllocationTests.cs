using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What an order costs in memory before its bytes go out: nothing to write it, and what the venue's signature takes.</summary>
public sealed class OrderAllocationTests
{
    private const int Orders = 200;

    [Theory]
    [MemberData(nameof(OrderComplianceTests.Venues), MemberType = typeof(OrderComplianceTests))]
    public void Orders_and_cancels_are_written_without_allocation(string name)
    {
        var script = OrderScripts.Of(name);
        foreach (var kind in (OrderRequestKind[])[OrderRequestKind.Place, OrderRequestKind.Cancel])
        {
            var request = script.Request(kind);
            var call = new OrderCall();
            Assert.Equal(0, Allocations.Of(Times(Orders, () =>
            {
                call.Clear();
                _ = OrderCapability.Refusal(request, script.Venue.Capabilities, script.Context);
                _ = script.Venue.Protocol.Encode(request, script.Context, call);
            })));
        }
    }

    // Measured, with a quarter and more to spare: strings of headers and signatures, JSON web tokens, RSA and ECDSA of .NET; Polymarket's wallet signs in whole numbers of BouncyCastle (343 KB).
    [Theory]
    [MemberData(nameof(OrderComplianceTests.Venues), MemberType = typeof(OrderComplianceTests))]
    public void An_orders_signature_stays_within_its_budget(string name)
    {
        var script = OrderScripts.Of(name);
        using var credentials = script.Credentials;
        var request = script.Request(OrderRequestKind.Place);
        var call = new OrderCall();
        var milliseconds = 1_712_230_310_689;
        var orders = name == "polymarket" ? 5 : 50;
        var bytes = Allocations.Of(Times(orders, () =>
        {
            call.Clear();
            _ = script.Venue.Protocol.Encode(request, script.Context, call);
            script.Venue.Protocol.Sign(call, credentials, new SigningMoment(new Timestamp(milliseconds++ * 1_000_000), "6f5570df-d8bc-4daf-85b4-976733feb624"), "ticket", "host");
        })) / orders;
        Assert.True(bytes <= BudgetOf(name), $"{name}: {bytes} bytes an order");
    }

    private static long BudgetOf(string name) => name switch
    {
        "kalshi" => 2_400,
        "coinbase" or "upbit" or "bithumb" => 9_000,
        "polymarket" => 450_000,
        _ => 600,
    };

    private static Action Times(int count, Action action) => () =>
    {
        for (var i = 0; i < count; i++)
            action();
    };
}
