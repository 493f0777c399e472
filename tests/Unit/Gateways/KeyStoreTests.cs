using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>API keys at rest.</summary>
public sealed class KeyStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-keys-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Keys_of_one_user_have_one_owner_and_users_have_different_ones()
    {
        using var store = KeyStore.Open(_folder);

        var first = store.Create("alice", Permissions.Trade).Key;
        var second = store.Create("bob", Permissions.Trade).Key;
        var third = store.Create("alice", Permissions.Read, new OwnerGroup(7)).Key;

        Assert.Equal((1, 2, 1), (first.Owner.Value, second.Owner.Value, third.Owner.Value));
        Assert.Equal(7, store.Find(third.Id)!.Group.Value);
        Assert.Equal(3, store.List().Count);
    }

    [Fact]
    public void One_master_key_seals_and_opens_for_many_threads()
    {
        using var key = MasterKey.Open(_folder);
        Parallel.For(0, 400, number =>
        {
            var name = $"file-{number}";
            var plain = new byte[50_000];
            Array.Fill(plain, (byte)number);
            Assert.Equal(plain, key.UnsealBytes(key.SealBytes(plain, name), name));
        });
    }

    [Fact]
    public void Many_keys_are_made_and_revoked_with_one_change_each()
    {
        using var store = KeyStore.Open(_folder);
        var bob = store.Create("bob", Permissions.Read).Key.Owner;

        var keys = store.Create(["alice", "bob", "alice"], Permissions.Trade);

        Assert.Equal(["alice", "bob", "alice"], keys.Select(key => key.Key.UserName));
        Assert.Equal(bob, keys[1].Key.Owner);
        Assert.Equal(keys[0].Key.Owner, keys[2].Key.Owner);
        Assert.NotEqual(bob, keys[0].Key.Owner);
        Assert.All(keys, key => Assert.NotNull(store.Find(key.Key.Id)));
        Assert.Throws<ArgumentException>(() => store.Create(["carol", "17"], Permissions.Trade));
        Assert.Null(store.OwnerOf("carol"));

        Assert.Equal(2, store.Revoke([keys[0].Key.Id, keys[1].Key.Id, "rk-unknown"]));
        Assert.Null(store.Find(keys[0].Key.Id));
        Assert.NotNull(store.Find(keys[2].Key.Id));
    }

    [Fact]
    public void Secrets_are_not_in_the_file_and_survive_reopening()
    {
        string id, secret;
        using (var store = KeyStore.Open(_folder))
            (id, secret) = store.Create("alice", Permissions.Trade) is var created ? (created.Key.Id, created.Secret) : default;

        Assert.DoesNotContain(secret, File.ReadAllText(Path.Combine(_folder, "keys.json")), StringComparison.Ordinal);
        using var reopened = KeyStore.Open(_folder);
        Assert.Equal(secret, Encoding.UTF8.GetString(reopened.Find(id)!.Secret));
    }

    [Fact]
    public void A_revoked_key_is_gone_at_once_and_stays_listed()
    {
        using var store = KeyStore.Open(_folder);
        var id = store.Create("alice", Permissions.Trade).Key.Id;

        Assert.True(store.Revoke(id));
        Assert.False(store.Revoke(id));

        Assert.Null(store.Find(id));
        Assert.NotNull(Assert.Single(store.List()).Revoked);
    }

    [Fact]
    public void Another_process_sees_changes_within_a_second()
    {
        var clock = new SteppedClock();
        using var exchange = KeyStore.Open(_folder, clock);
        using var tool = KeyStore.Open(_folder);
        var id = tool.Create("alice", Permissions.Trade).Key.Id;

        clock.Step(TimeSpan.FromSeconds(1));
        Assert.NotNull(exchange.Find(id));

        tool.Revoke(id);
        clock.Step(TimeSpan.FromSeconds(1));
        Assert.Null(exchange.Find(id));
    }

    [Fact]
    public void A_changed_file_that_cannot_be_read_stops_all_keys_until_it_can()
    {
        var clock = new SteppedClock();
        using var exchange = KeyStore.Open(_folder, clock);
        var alice = exchange.Create("alice", Permissions.Trade).Key;
        var (path, good) = (Path.Combine(_folder, "keys.json"), File.ReadAllBytes(Path.Combine(_folder, "keys.json")));
        foreach (var spoil in (Action[])[() => File.WriteAllText(path, "{"), () => File.Delete(path), () => File.WriteAllText(path, Encoding.UTF8.GetString(good).Replace(alice.Id, "rk-another", StringComparison.Ordinal)),
            () => File.WriteAllText(path, """{"version":1,"keys":[null],"users":[]}"""), () => File.WriteAllText(path, Encoding.UTF8.GetString(good).Replace("sealed_secret", "secret", StringComparison.Ordinal)),
            () => File.WriteAllText(path, """{"version":1,"keys":[],"users":[{"user_name":"bob","owner":1}]}""")])
        {
            spoil();
            clock.Step(TimeSpan.FromSeconds(1));
            Assert.Null(exchange.Find(alice.Id));
            Assert.NotNull(exchange.Problem);
            // Who is who is known all the same, and no owner number is given twice.
            Assert.Equal((alice.Owner, "alice"), (exchange.OwnerOf("alice"), exchange.UserNameOf(alice.Owner)));
            Assert.Throws<InvalidDataException>(() => exchange.Create("bob", Permissions.Trade));

            File.WriteAllBytes(path, good);
            clock.Step(TimeSpan.FromMilliseconds(20));
            Assert.Null(exchange.Problem);
            Assert.NotNull(exchange.Find(alice.Id));
        }
    }

    [Fact]
    public void A_change_that_fails_changes_nothing_and_one_that_is_written_holds_at_once()
    {
        using var exchange = KeyStore.Open(_folder, new SteppedClock());
        var (alice, bob) = (exchange.Create("alice", Permissions.Trade).Key, exchange.Create("bob", Permissions.Trade).Key);
        var path = Path.Combine(_folder, "keys.json");
        var good = File.ReadAllBytes(path);
        // Somebody else's key, which this master key does not open.
        File.WriteAllText(path, Encoding.UTF8.GetString(good).Replace(bob.Id, "rk-another", StringComparison.Ordinal));
        var spoilt = File.ReadAllBytes(path);
        Assert.Throws<InvalidDataException>(() => exchange.Revoke(alice.Id));
        Assert.Equal(spoilt, File.ReadAllBytes(path));

        File.WriteAllBytes(path, good);
        Assert.True(exchange.Revoke(alice.Id));
        Assert.Equal((null, bob.Id), (exchange.Find(alice.Id), exchange.Find(bob.Id)?.Id));
    }

    [Fact]
    public void Another_master_key_does_not_open_the_store()
    {
        using (var store = KeyStore.Open(_folder))
            store.Create("alice", Permissions.Trade);
        File.Delete(Path.Combine(_folder, "master.key"));

        Assert.Throws<InvalidDataException>(() => KeyStore.Open(_folder));
    }

    [Fact]
    public void A_user_without_a_key_keeps_the_owner_number_for_the_first_key()
    {
        using var store = KeyStore.Open(_folder);
        var alice = store.Create("alice", Permissions.Trade).Key.Owner;
        var savings = store.Register("alice-savings", atLeast: new OwnerId(7));
        var bob = store.Create("bob", Permissions.Trade).Key.Owner;

        Assert.Equal([1, 7, 8], new[] { alice.Value, savings.Value, bob.Value });
        Assert.Equal(savings, store.Create("alice-savings", Permissions.Read).Key.Owner);
        Assert.Equal(savings, store.Register("alice-savings"));
        using var again = KeyStore.Open(_folder);
        Assert.Equal(("alice-savings", savings, null, null), (again.UserNameOf(savings), again.OwnerOf("alice-savings"), again.UserNameOf(new OwnerId(2)), again.OwnerOf("carol")));
        Assert.Throws<ArgumentException>(() => again.Register("12"));
    }

    [Fact]
    public void A_key_file_from_before_accounts_is_read()
    {
        using (var store = KeyStore.Open(_folder))
            store.Create("alice", Permissions.Read | Permissions.Audit);
        var path = Path.Combine(_folder, "keys.json");
        var old = File.ReadAllText(path);
        old = old[..old.LastIndexOf(',', old.LastIndexOf("\"users\"", StringComparison.Ordinal))] + "}";
        File.WriteAllText(path, old);

        using var again = KeyStore.Open(_folder);
        Assert.Equal(Permissions.Read | Permissions.Audit, Assert.Single(again.List()).Permissions);
        Assert.Equal(2, again.Register("bob").Value);
    }

    [Theory]
    [InlineData("admin", Permissions.Read | Permissions.Trade | Permissions.Admin | Permissions.Audit | Permissions.Operate | Permissions.Withdraw)]
    [InlineData("Operator", Permissions.Read | Permissions.Operate)]
    [InlineData("viewer", Permissions.Read)]
    [InlineData("trader", Permissions.Read | Permissions.Trade | Permissions.Withdraw)]
    [InlineData("strategy", Permissions.Read | Permissions.Trade)]
    public void A_role_is_a_bundle_of_permissions(string name, Permissions permissions) => Assert.Equal(permissions, Role.Find(name)?.Permissions);

    [Fact]
    public void Files_are_readable_by_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (OperatingSystem.IsWindows())
            return;
        using (var store = KeyStore.Open(_folder))
            store.Create("alice", Permissions.Trade);

        foreach (var name in (string[])["keys.json", "master.key"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, name)));
        File.SetUnixFileMode(Path.Combine(_folder, "master.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Throws<InvalidDataException>(() => KeyStore.Open(_folder));
    }

    [Theory]
    [InlineData("", Permissions.Trade)]
    [InlineData("has blank", Permissions.Trade)]
    [InlineData("alice", Permissions.None)]
    [InlineData("42", Permissions.Trade)]
    [InlineData("alice", (Permissions)64)]
    public void What_cannot_be_a_key_is_refused(string user, Permissions permissions)
    {
        using var store = KeyStore.Open(_folder);

        Assert.Throws<ArgumentException>(() => store.Create(user, permissions));
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan time) => _ticks += time.Ticks;
    }
}
