using System.Buffers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>The views of guards as a section of saved views: market breaker, kill switches, instruments. Cold.</summary>
internal static class GuardsSection
{
    private const string Impossible = "the guards of the views are impossible";

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var guards = views.Guards;
        if (guards.Market == MarketBreakerRules.None && guards.LevelReached == 0 && guards.Kills.Count == 0 && guards.Instruments.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(Command.SetMarketBreaker(guards.Market));
        to.Add(guards.LevelReached);
        to.Add(guards.Kills.Count);
        foreach (var kill in guards.Kills)
        {
            to.Add(kill.Switch);
            to.Add(kill.Note);
            to.Add(kill.Sequence);
            to.Add(kill.Since);
        }

        to.Add(guards.Instruments.Count);
        foreach (var (instrument, picture) in guards.Instruments)
        {
            to.Add(instrument);
            to.Add(Command.SetBreaker(default, picture.Breaker));
            to.Add(picture.Halt);
            to.Add(picture.AuctionEnd);
            to.Add(picture.Limit);
            to.Add(picture.IsStopped ? (byte)1 : (byte)0);
            to.Add(picture.Weight);
            to.Add(picture.IndexReference);
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var guards = views.Guards;
        guards.Market = from.Read<Command>().ToMarketBreaker();
        guards.LevelReached = from.Read<int>();
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            guards.Add(new KillPicture(from.Read<KillSwitch>(), from.Read<Text36>(), from.Read<long>(), from.Read<Timestamp>()));
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var instrument = new InstrumentId(from.Read<int>());
            if (views.Find(instrument) is null)
                return Impossible;
            guards.Set(instrument, new GuardPicture(
                from.Read<Command>().ToBreaker(), from.Read<ExchangeEvent>(), from.Read<Timestamp>(), from.Read<ExchangeEvent>(), from.Read<byte>() == 1,
                from.Read<long>(), from.Read<Price>()));
        }

        return from.IsWhole && guards.LevelReached is >= 0 and <= 3 ? null : Impossible;
    }
}
