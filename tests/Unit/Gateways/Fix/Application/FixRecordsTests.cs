using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Application;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Application;

/// <summary>A start from a snapshot does not replay what came before it: that must have been told, or the sessions hear that something is missing.</summary>
public sealed class FixRecordsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-fix-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(0, true)]
    public async Task Sessions_hear_of_a_snapshot_that_is_newer_than_what_they_were_told(long told, bool isMissing)
    {
        await using var exchange = await RunningExchange.StartAsync();
        var key = exchange.Keys.Find(exchange.Keys.Create("alice", Permissions.Trade).Key.Id)!;
        using (var before = new FixRecords(_folder))
        {
            before.Sessions.Add(new SessionId(1), key.Id);
            if (told > 0)
                before.Begin();
            before.Note(told);
        }

        var views = new ExchangeViews(new ViewOptions());
        views.Restore(10, new Timestamp(1), default, []);
        using var records = new FixRecords(_folder);
        var hub = new FixHub(views, new Readiness(), records);
        var outlet = new Outlet();
        var trader = new FixTrader(exchange.Gateways.Services, hub, new FixLink(outlet) { Key = key });
        trader.OnRecalled(trader.Link);
        hub.OnRestored();
        Assert.Equal(isMissing, outlet.IsMissing);
    }

    private sealed class Outlet : IFixOutlet
    {
        public bool IsMissing { get; private set; }

        public bool IsOnline => false;

        public bool IsCrowded => false;

        public FixCause Told { get; set; }

        public bool Send(FixWriter body, FixCause cause) => true;

        public bool TryTell(FixWriter body) => false;

        public void TellMissing() => IsMissing = true;

        public void Flush(bool here)
        {
        }

        public void LogOut(string text)
        {
        }
    }
}
