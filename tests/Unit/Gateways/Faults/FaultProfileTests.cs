using System.Text;
using Rialto.Gateways.Faults;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>Profiles as files: what is taken, and how what is wrong is named.</summary>
public sealed class FaultProfileTests
{
    [Fact]
    public void A_profile_with_everything_is_read()
    {
        var profile = Parse("""
            // Comments are fine.
            { "seed": "monday", "faults": [
              { "kind": "rate_limited", "doors": ["rest", "binance-rest"], "keys": ["rk-1"], "on": ["orders"], "from": 1.5, "until": 60, "first": 2, "every": 3, "probability": 0.5, "times": 4, "retry_after": 7, "hold": false },
              { "kind": "ack_late", "delay_ms": 250 },
              { "kind": "ack_dropped", "loss": "silence" },
              { "kind": "silent", "seconds": 9 },
              { "kind": "stream_gap", "messages": 5 },
              { "kind": "truncated", "cut": "text" },
            ] }
            """);
        var first = profile.Faults[0];
        Assert.Equal(("monday", 6), (profile.Seed, profile.Faults.Count));
        Assert.Equal([FaultDoor.Rest, FaultDoor.BinanceRest], first.Doors);
        Assert.Equal(
            ("rk-1", FaultClasses.Orders, 1.5, 60.0, 2, 3, 0.5, 4, 7, false),
            (first.Keys.Single(), first.On, first.From, first.Until, first.First, first.Every, first.Probability, first.Times, first.RetryAfter, first.Hold));
        Assert.Equal((250, FaultLoss.Silence, 9, 5, FaultCut.Text), (profile.Faults[1].DelayMs, profile.Faults[2].Loss, profile.Faults[3].Seconds, profile.Faults[4].Messages, profile.Faults[5].Cut));
    }

    [Theory]
    [InlineData("{", "the file")]
    [InlineData("[]", "the file")]
    [InlineData("""{"faults":[]}""", "faults")]
    [InlineData("""{"seed":1,"faults":[{"kind":"silent"}]}""", "seed")]
    [InlineData("""{"fault":[]}""", "fault")]
    [InlineData("""{"faults":{}}""", "faults")]
    [InlineData("""{"faults":[1]}""", "faults[0]")]
    [InlineData("""{"faults":[{}]}""", "faults[0].kind")]
    [InlineData("""{"faults":[{"kind":"silent"},{"kind":"loud"}]}""", "faults[1].kind")]
    [InlineData("""{"faults":[{"kind":"silent","doors":["window"]}]}""", "faults[0].doors")]
    [InlineData("""{"faults":[{"kind":"silent","doors":["rest"]}]}""", "faults[0].doors")]
    [InlineData("""{"faults":[{"kind":"silent","doors":[]}]}""", "faults[0].doors")]
    [InlineData("""{"faults":[{"kind":"silent","keys":"k"}]}""", "faults[0].keys")]
    [InlineData("""{"faults":[{"kind":"ack_dropped","on":["market"]}]}""", "faults[0].on")]
    [InlineData("""{"faults":[{"kind":"silent","every":0}]}""", "faults[0].every")]
    [InlineData("""{"faults":[{"kind":"silent","probability":1.1}]}""", "faults[0].probability")]
    [InlineData("""{"faults":[{"kind":"silent","from":5,"until":5}]}""", "faults[0].until")]
    [InlineData("""{"faults":[{"kind":"silent","delay_ms":5}]}""", "faults[0].delay_ms")]
    [InlineData("""{"faults":[{"kind":"ack_late","delay_ms":0}]}""", "faults[0].delay_ms")]
    [InlineData("""{"faults":[{"kind":"rate_limited","retry_after":"5"}]}""", "faults[0].retry_after")]
    [InlineData("""{"faults":[{"kind":"rate_limited","hold":1}]}""", "faults[0].hold")]
    [InlineData("""{"faults":[{"kind":"truncated","cut":"half"}]}""", "faults[0].cut")]
    [InlineData("""{"faults":[{"kind":"silent","colour":"red"}]}""", "faults[0].colour")]
    public void What_is_wrong_is_named(string json, string key)
    {
        var problem = Assert.Throws<FaultProfileException>(() => Parse(json));
        Assert.Equal(key, problem.Key);
        Assert.Contains(key, problem.Message, StringComparison.Ordinal);
    }

    private static FaultProfile Parse(string json) => FaultProfile.Parse(Encoding.UTF8.GetBytes(json));
}
