using Rialto.Adapters.Connections;
using Xunit;
using ManualTime = Rialto.Unit.Gateways.ManualTime;

namespace Rialto.Unit.Adapters.Connections.Rest;

public sealed class AddressGovernorTests : IDisposable
{
    private static readonly RateLimit _limit = RateLimit.PerMinute(100);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "rialto-governor-" + Guid.NewGuid().ToString("N"));
    private readonly ManualTime _time = new();

    private string FilePath => Path.Combine(_folder, "budgets");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_record_that_stands_in_another_place_since_is_found_there()
    {
        var one = new AddressGovernor(_folder, _time);
        Assert.True(one.TryTake("rest a", _limit, 1, out _));
        Assert.True(one.TryTake("rest b", _limit, 30, out _));
        File.Delete(FilePath);
        var other = new AddressGovernor(_folder, _time);
        Assert.True(other.TryTake("rest b", _limit, 60, out _));
        Assert.False(one.TryTake("rest b", _limit, 60, out _));
        Assert.Equal(60, other.StateOf("rest b", _limit).Used);
        Assert.True(one.TryTake("rest a", _limit, 1, out _));
        Assert.Equal(1, other.StateOf("rest a", _limit).Used);
    }

    [Fact]
    public void Two_share_one_budget_and_one_ban()
    {
        var one = new AddressGovernor(_folder, _time);
        var other = new AddressGovernor(_folder, _time);
        Assert.True(one.TryTake("rest a", _limit, 60, out _));
        Assert.False(other.TryTake("rest a", _limit, 60, out var wait));
        Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(64));
        Assert.True(other.TryTake("rest a", _limit, 40, out _));
        Assert.False(one.TryTake("rest a", _limit, 1, out _));
        Assert.True(one.TryTake("rest b", _limit, 100, out _));
        _time.Step(TimeSpan.FromSeconds(64));
        other.ShutUntil("rest a", _limit, _time.GetUtcNow() + TimeSpan.FromSeconds(10));
        Assert.False(one.TryTake("rest a", _limit, 1, out wait));
        Assert.Equal(TimeSpan.FromSeconds(10), wait);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(10), one.StateOf("rest a", _limit).ShutUntil);
        _time.Step(TimeSpan.FromSeconds(10));
        other.Correct("rest a", _limit, 99);
        Assert.True(one.TryTake("rest a", _limit, 1, out _));
        Assert.False(one.TryTake("rest a", _limit, 1, out _));
        Assert.Equal(("", ""), (one.Problem, other.Problem));
    }

    [Fact]
    public void Who_is_refused_and_asks_again_uses_up_nothing()
    {
        var one = new AddressGovernor(_folder, _time);
        var other = new AddressGovernor(_folder, _time);
        Assert.True(one.TryTake("rest a", _limit, 100, out _));
        var wait = TimeSpan.Zero;
        for (var n = 0; n < 1_000; n++)
            Assert.False(other.TryTake("rest a", _limit, 10, out wait));
        _time.Step(wait);
        Assert.True(other.TryTake("rest a", _limit, 100, out _));

        // What was given stands in its own count, and holds where the file is gone.
        File.Delete(FilePath);
        Assert.False(other.TryTake("rest a", _limit, 1, out _));
        Assert.True(one.TryTake("rest a", _limit, 1, out _));
    }

    [Fact]
    public void What_was_taken_outlives_the_process_that_took_it()
    {
        Assert.True(new AddressGovernor(_folder, _time).TryTake("rest a", _limit, 100, out _));
        Assert.False(new AddressGovernor(_folder, _time).TryTake("rest a", _limit, 1, out _));
    }

    [Fact]
    public void A_key_too_long_for_its_place_is_a_budget_like_any_other()
    {
        var key = $"rest {new string('a', 200)}.example 60s";
        Assert.True(new AddressGovernor(_folder, _time).TryTake(key, _limit, 60, out _));
        var other = new AddressGovernor(_folder, _time);
        Assert.False(other.TryTake(key, _limit, 60, out _));
        Assert.True(other.TryTake(key + "!", _limit, 60, out _));
        Assert.True(other.TryTake(new string('b', 96), _limit, 100, out _));
        Assert.Equal(("", "sha256:"), (other.Problem, System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(FilePath), 64, 7)));
        Assert.Throws<ArgumentException>(() => other.TryTake("", _limit, 1, out _));
    }

    [Fact]
    public void The_file_is_as_documented()
    {
        Assert.True(new AddressGovernor(_folder, _time).TryTake("rest a", _limit, 7, out _));
        var bytes = File.ReadAllBytes(FilePath);
        Assert.Equal(64 + (128 * 256), bytes.Length);
        Assert.Equal("RIALTOBG"u8, bytes.AsSpan(0, 8));
        Assert.Equal((1, 256, 128), (BitConverter.ToInt32(bytes, 8), BitConverter.ToInt32(bytes, 12), BitConverter.ToInt32(bytes, 16)));
        var record = bytes.AsSpan(64, 256);
        Assert.Equal("rest a\0"u8, record[..7]);
        Assert.Equal(60_000, BitConverter.ToInt64(record[96..]));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds() * 16 / 60_000, BitConverter.ToInt64(record[104..]));
        Assert.Equal(0, BitConverter.ToInt64(record[112..]));
        var taken = 0;
        for (var slot = 0; slot < 17; slot++)
            taken += BitConverter.ToInt32(record[(120 + (slot * 4))..]);
        Assert.Equal(7, taken);
        Assert.Equal(Rialto.Runtime.Memory.Crc32C.Compute(record[..252]), BitConverter.ToUInt32(record[252..]));
    }

    [Fact]
    public void A_record_that_is_not_whole_counts_as_all_taken()
    {
        Assert.True(new AddressGovernor(_folder, _time).TryTake("rest a", _limit, 1, out _));
        var bytes = File.ReadAllBytes(FilePath);
        bytes[64 + 130] ^= 0xFF;
        File.WriteAllBytes(FilePath, bytes);
        var governor = new AddressGovernor(_folder, _time);
        Assert.False(governor.TryTake("rest a", _limit, 1, out var wait));
        _time.Step(wait);
        Assert.True(governor.TryTake("rest a", _limit, 1, out _));
    }

    [Fact]
    public void A_file_that_was_only_begun_is_begun_again()
    {
        _ = new AddressGovernor(_folder, _time);
        File.WriteAllBytes(FilePath, new byte[100]);
        Assert.True(new AddressGovernor(_folder, _time).TryTake("rest a", _limit, 100, out _));
        Assert.Equal(64 + (128 * 256), new FileInfo(FilePath).Length);
    }

    [Fact]
    public void A_file_of_somebody_else_is_left_alone()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(FilePath, "something else, and long enough to be read as a header of sixty-four bytes");
        Assert.Contains("no file of budgets", Assert.Throws<IOException>(() => new AddressGovernor(_folder, _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_cannot_have_the_file_goes_by_his_own_count_and_says_so()
    {
        var governor = new AddressGovernor(_folder, _time);
        File.Delete(FilePath);
        Directory.CreateDirectory(FilePath);
        Assert.True(governor.TryTake("rest a", _limit, 60, out _));
        Assert.Contains("not shared", governor.Problem, StringComparison.Ordinal);
        Assert.False(governor.TryTake("rest a", _limit, 60, out _));
        Directory.Delete(FilePath);
        Assert.True(governor.TryTake("rest a", _limit, 40, out _));
        Assert.Equal("", governor.Problem);
    }

    [Fact]
    public void A_budget_whose_window_has_passed_makes_room_for_another()
    {
        var governor = new AddressGovernor(_folder, _time);
        for (var n = 0; n < 128; n++)
            Assert.True(governor.TryTake($"rest {n}", _limit, 1, out _));
        Assert.True(governor.TryTake("rest more", _limit, 1, out _));
        Assert.Contains("no room", governor.Problem, StringComparison.Ordinal);
        _time.Step(TimeSpan.FromMinutes(5));
        Assert.True(governor.TryTake("rest more", _limit, 1, out _));
        Assert.Equal("", governor.Problem);
        Assert.False(new AddressGovernor(_folder, _time).TryTake("rest more", _limit, 100, out _));
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_refused()
    {
        Directory.CreateDirectory(_folder);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        Assert.Contains("other users", Assert.Throws<IOException>(() => new AddressGovernor(_folder, _time)).Message, StringComparison.Ordinal);
    }
}
