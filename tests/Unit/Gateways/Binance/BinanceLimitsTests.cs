using System.Net;
using Rialto.Gateways.Binance;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>Weights and order counts in virtual time.</summary>
public sealed class BinanceLimitsTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly ManualTime _time = new(); // stands at the begin of an hour
    private readonly BinanceOptions _options = new() { WeightPerMinute = 100, OrdersPerTenSeconds = 3, OrdersPerDay = 5, RefusalsBeforeBan = 3, FirstBanSeconds = 120 };
    private readonly BinanceLimits _limits;

    public BinanceLimitsTests() => _limits = new BinanceLimits(_options, _time);

    [Fact]
    public void An_address_that_has_used_its_minute_waits_for_the_next()
    {
        Assert.Equal(new BinanceCharge(60, null), _limits.Charge(Here, 60));
        Assert.Equal(new BinanceCharge(100, null), _limits.Charge(Here, 40));
        _time.Step(TimeSpan.FromSeconds(20.5));
        var refused = _limits.Charge(Here, 1);
        Assert.Equal((100, -1003, 429, 40L), (refused.UsedWeight, refused.Refused!.Code, refused.Refused.Status, refused.Refused.RetryAfterSeconds));
        Assert.Null(_limits.Charge(IPAddress.Parse("192.0.2.2"), 1).Refused);
        _time.Step(TimeSpan.FromSeconds(39.5));
        Assert.Equal(new BinanceCharge(1, null), _limits.Charge(Here, 1));
    }

    [Fact]
    public void One_that_goes_on_is_banned_and_the_next_ban_is_twice_as_long()
    {
        _limits.Charge(Here, 100);
        Assert.Equal(429, _limits.Charge(Here, 1).Refused!.Status);
        Assert.Equal(429, _limits.Charge(Here, 1).Refused!.Status);
        var ban = _limits.Charge(Here, 1).Refused!;
        Assert.Equal((418, 120L), (ban.Status, ban.RetryAfterSeconds));
        _time.Step(TimeSpan.FromSeconds(119));
        Assert.Equal((418, 1L), (_limits.Charge(Here, 1).Refused!.Status, _limits.Charge(Here, 1).Refused!.RetryAfterSeconds));
        _time.Step(TimeSpan.FromSeconds(1));
        Assert.Null(_limits.Charge(Here, 100).Refused);
        for (var i = 0; i < 3; i++)
            ban = _limits.Charge(Here, 1).Refused!;
        Assert.Equal((418, 240L), (ban.Status, ban.RetryAfterSeconds));
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("::1", "::2", false)]
    public void Addresses_of_one_network_of_64_bits_are_one(string one, string other, bool isOne)
    {
        _limits.Charge(IPAddress.Parse(one), 60);
        Assert.Equal(isOne ? 100 : 40, _limits.Charge(IPAddress.Parse(other), 40).UsedWeight);
    }

    [Fact]
    public void A_full_table_keeps_what_it_has_counted_and_lets_those_who_are_new_share_one_limit()
    {
        _limits.Charge(Here, 100);
        for (var i = 0; i < 3; i++)
            _limits.Charge(Here, 1);
        Assert.Equal(418, _limits.Charge(Here, 1).Refused!.Status);
        for (var i = 0; i < 99_999; i++)
            _limits.Charge(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), 1);

        // Nobody gets his weight back by bringing others, and the others do not get all that they like.
        Assert.Equal(418, _limits.Charge(Here, 1).Refused!.Status);
        Assert.Equal(60, _limits.Charge(Stranger(1), 60).UsedWeight);
        Assert.Equal(100, _limits.Charge(Stranger(2), 40).UsedWeight);
        for (var i = 0; i < 10; i++)
            Assert.Equal(429, _limits.Charge(Stranger(3 + i), 1).Refused!.Status);

        // A minute on, those who have gone make room; who is banned stays so.
        _time.Step(TimeSpan.FromMinutes(1));
        Assert.Equal(60, _limits.Charge(Stranger(1), 60).UsedWeight);
        Assert.Equal(60, _limits.Charge(Stranger(2), 60).UsedWeight);
        Assert.Equal(418, _limits.Charge(Here, 1).Refused!.Status);

        static IPAddress Stranger(int number) => new([198, 51, 100, (byte)number]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    public void This_machine_is_told_to_wait_and_never_banned(string address)
    {
        var loopback = IPAddress.Parse(address);
        _limits.Charge(loopback, 100);
        for (var i = 0; i < 10; i++)
            Assert.Equal(429, _limits.Charge(loopback, 1).Refused!.Status);
        _time.Step(TimeSpan.FromMinutes(1));
        Assert.Null(_limits.Charge(loopback, 1).Refused);
    }

    [Fact]
    public void Requests_are_counted_over_five_minutes_whatever_their_weight()
    {
        _options.RequestsPerFiveMinutes = 2;
        Assert.Null(_limits.Charge(Here, 0).Refused);
        Assert.Null(_limits.Charge(Here, 0).Refused);
        Assert.Equal(-1003, _limits.Charge(Here, 0).Refused!.Code);
        _time.Step(TimeSpan.FromMinutes(5));
        Assert.Null(_limits.Charge(Here, 0).Refused);
    }

    [Fact]
    public void Orders_are_counted_by_account_in_ten_seconds_and_in_a_day()
    {
        var (alice, bob) = (new OwnerId(1), new OwnerId(2));
        for (var i = 1; i <= 3; i++)
        {
            Assert.Null(_limits.CountOrder(alice, out var count));
            Assert.Equal(new BinanceOrderCount(i, i), count);
        }

        Assert.Equal("Too many new orders; current limit is 3 orders per 10 SECOND.", _limits.CountOrder(alice, out _)!.Message);
        Assert.Null(_limits.CountOrder(bob, out _));
        _time.Step(TimeSpan.FromSeconds(10));
        Assert.Null(_limits.CountOrder(alice, out _));
        Assert.Null(_limits.CountOrder(alice, out _));
        Assert.Equal((-1015, 429), (_limits.CountOrder(alice, out _)!.Code, _limits.CountOrder(alice, out _)!.Status));
        Assert.Equal("Too many new orders; current limit is 5 orders per 1 DAY.", _limits.CountOrder(alice, out _)!.Message);
        Assert.Equal(new BinanceOrderCount(2, 5), _limits.OrdersOf(alice));
        _time.Step(TimeSpan.FromDays(1));
        Assert.Null(_limits.CountOrder(alice, out _));
    }
}
