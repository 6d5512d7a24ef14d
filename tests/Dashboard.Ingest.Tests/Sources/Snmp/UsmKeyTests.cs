using System.Text;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>Keys and digests against the vectors that their standards print.</summary>
public sealed class UsmKeyTests
{
    private static readonly byte[] Engine = Convert.FromHexString("000000000000000000000002");

    [Theory]
    [InlineData(UsmAuthentication.Md5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b")] // RFC 3414 A.3.1
    [InlineData(UsmAuthentication.Sha1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f")] // RFC 3414 A.3.2
    public void A_password_becomes_the_key_that_the_standard_prints(UsmAuthentication algorithm, string key, string localised)
    {
        var made = UsmHash.KeyOfPassword(algorithm, "maplesyrup"u8);
        Assert.Equal(key, Convert.ToHexStringLower(made));
        Assert.Equal(localised, Convert.ToHexStringLower(UsmHash.Localise(algorithm, made, Engine)));
    }

    [Theory]
    [InlineData(UsmAuthentication.Md5, "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12")]
    [InlineData(UsmAuthentication.Sha1, "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c")]
    public void A_key_is_extended_as_the_draft_that_Cisco_follows_prints(UsmAuthentication algorithm, string extended) =>
        Assert.Equal(extended, Convert.ToHexStringLower(new UsmUser("u", algorithm, "maplesyrup", UsmPrivacy.Aes256Cisco, "maplesyrup").PrivacyKey(Engine)));

    [Fact]
    public void A_key_is_extended_by_its_own_digest_where_the_other_draft_is_followed()
    {
        var key = new UsmUser("u", UsmAuthentication.Md5, "maplesyrup", UsmPrivacy.Aes256, "maplesyrup").PrivacyKey(Engine);
        Assert.Equal("526f5eed9fcce26f8964c2930787d82b", Convert.ToHexStringLower(key.AsSpan(0, 16)));
        Assert.Equal(UsmHash.Hash(UsmAuthentication.Md5, key.AsSpan(0, 16)), key[16..]);
    }

    [Theory]
    [InlineData("abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7")] // FIPS 180-2 change notice 1
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525")]
    [InlineData("", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f")]
    public void Sha224_gives_the_digests_that_its_standard_prints(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(UsmHash.Hash(UsmAuthentication.Sha224, Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Sha224_signs_as_its_test_case_prints() // RFC 4231 section 4.2
    {
        var digest = new byte[UsmHash.MaxSize];
        UsmHash.Sign(UsmAuthentication.Sha224, Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), "Hi There"u8, digest);
        Assert.Equal("896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22", Convert.ToHexStringLower(digest.AsSpan(0, 28)));
    }

    [Fact]
    public void A_user_with_a_short_password_is_refused_without_naming_it()
    {
        var e = Assert.Throws<ArgumentException>(() => new UsmUser("ops", UsmAuthentication.Sha1, "secret", UsmPrivacy.None, ""));
        Assert.Contains("shorter than 8 characters", e.Message);
        Assert.DoesNotContain("secret", e.Message);
    }

    [Fact]
    public void A_message_is_timely_for_150_seconds()
    {
        var time = new FakeClock();
        var clock = new EngineClock(time);
        Assert.True(clock.Accept(3, 1000));
        time.Advance(TimeSpan.FromSeconds(150));
        Assert.True(clock.Accept(3, 1000));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(clock.Accept(3, 1000));
        Assert.True(clock.Accept(3, 1151));
        Assert.False(clock.Accept(2, 5000));
        Assert.True(clock.Accept(4, 1));
        Assert.False(clock.Accept(int.MaxValue, 1));
    }

    [Fact]
    public void What_nobody_signed_does_not_move_a_clock_that_a_signature_set()
    {
        var clock = new EngineClock(new FakeClock());
        clock.Guess(1, 50);
        Assert.Equal((1, 50), (clock.Boots, clock.Time));
        clock.Accept(2, 70);
        clock.Guess(9, 9);
        Assert.Equal((2, 70), (clock.Boots, clock.Time));
    }
}
