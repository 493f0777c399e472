using Rialto.Gateways.Auth;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>The small guards: replay cache and token bucket.</summary>
public sealed class GuardTests
{
    [Fact]
    public void A_signature_is_fresh_once_within_its_life()
    {
        var cache = new ReplayCache(capacity: 100, lifetimeMs: 1_000);
        var signature = Signature(1);

        Assert.Equal(ReplayCache.Verdict.Fresh, cache.Check(signature, 0));
        foreach (var now in (long[])[0, 500, 999, 1_000, 1_999])
            Assert.Equal(ReplayCache.Verdict.Replayed, cache.Check(signature, now));
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_runs_out()
    {
        var cache = new ReplayCache(capacity: 10, lifetimeMs: 1_000);
        for (byte i = 0; i < 10; i++)
            Assert.Equal(ReplayCache.Verdict.Fresh, cache.Check(Signature(i), 0));

        Assert.Equal(ReplayCache.Verdict.Full, cache.Check(Signature(100), 1));
        Assert.Equal(ReplayCache.Verdict.Replayed, cache.Check(Signature(3), 1));
        Assert.Equal(ReplayCache.Verdict.Fresh, cache.Check(Signature(100), 2_000));
    }

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 3, ticksPerSecond: 1_000);

        for (var i = 0; i < 3; i++)
            Assert.True(bucket.TryTake(0, out _));
        Assert.False(bucket.TryTake(0, out var retryAfter));
        Assert.Equal(100, retryAfter);
        Assert.True(bucket.TryTake(100, out _));
        Assert.False(bucket.TryTake(150, out _));
        Assert.True(bucket.TryTake(10_000, out _));
    }

    [Fact]
    public void A_bucket_says_how_many_more_may_come_at_once()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 3, ticksPerSecond: 1_000);
        var told = new List<int>();
        foreach (var now in (long[])[0, 0, 0, 0, 100, 350, 10_000])
        {
            bucket.TryTake(now, out _, out var remaining);
            told.Add(remaining);
        }

        Assert.Equal([2, 1, 0, 0, 0, 1, 2], told);
    }

    [Fact]
    public void What_stands_for_several_requests_takes_them_all_or_none_and_owes_what_is_more_than_a_burst()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 3, ticksPerSecond: 1_000);
        Assert.True(bucket.TryTake(0, 2, out _, out var remaining));
        Assert.Equal(1, remaining);
        Assert.False(bucket.TryTake(0, 2, out var retryAfter, out _));
        Assert.Equal(100, retryAfter);
        Assert.True(bucket.TryTake(0, out _));

        // Five of a burst of three, once there are three; the two that are owed come before the next.
        Assert.False(bucket.TryTake(200, 5, out _, out _));
        Assert.True(bucket.TryTake(300, 5, out _, out _));
        Assert.False(bucket.TryTake(500, out retryAfter));
        Assert.Equal(100, retryAfter);
        Assert.True(bucket.TryTake(600, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public void What_stands_for_more_than_a_burst_is_let_in_by_a_full_bucket(int burst)
    {
        var bucket = new TokenBucket(perSecond: 10, burst, ticksPerSecond: 1_000);
        Assert.True(bucket.TryTake(0, out _));
        Assert.True(bucket.TryTakeMore(0, 20, out _));

        // 21 of so many at once are taken: what is owed comes first.
        var paid = 2_200 - (100 * burst);
        Assert.False(bucket.TryTake(paid - 1, out _));
        Assert.True(bucket.TryTake(paid, out _));
    }

    [Fact]
    public void Text_signatures_are_those_of_the_reference()
    {
        // printf '1700000000000\nPOST\n/api/v1/orders\n{}' | openssl dgst -sha256 -hmac secret
        Assert.Equal(
            "a29bcb9786445fe7bdda934dbaa7f6e983c54acb1e14cc312a8b362ae50830a9",
            RequestSignature.ComputeHex("secret", "1700000000000", "POST", "/api/v1/orders", "{}"u8));
    }

    private static byte[] Signature(byte number)
    {
        var signature = new byte[32];
        signature[0] = number;
        return signature;
    }
}
